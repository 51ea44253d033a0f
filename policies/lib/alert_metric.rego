# METADATA
# title: From a metric on, over alarms, to those who listen
# description: Whether an alarm's threshold and statistic suit the metric is not judged.
package tocsin.lib.alert_metric

import data.tocsin.lib.alarms
import data.tocsin.lib.alert_alarm
import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.nearest_alarm
import data.tocsin.lib.shell

# path is the rest of an alert's path from a metric that a filter writes in a region.
path(metric, region) := [edge.broken(
	"metric_value", metric.metric_name, sprintf(
		"the filter counts its events as 0 in metric '%s'",
		[metric.metric_name],
	),
	[],
)] if {
	metric.value in {"0", "0.0"}
} else := edge.best(paths) if {
	paths := {array.concat([edge.ok("alarm", alarm.arn)], alert_alarm.path(alarm)) | some alarm in on(metric, region)}
	count(paths) > 0
} else := edge.best({[computed(alarm, metric)] | some alarm in alarms.computing(region, metric)}) if {
	count(alarms.computing(region, metric)) > 0
} else := [edge.open("alarm", metric.metric_name, sprintf("the alarms of %s could not all be read", [region]))] if {
	edge.unread("cloudwatch.alarms", region)
} else := [edge.broken(
	near.edge, metric.metric_name, sprintf(
		"no alarm watches metric '%s' of namespace '%s' in %s%s",
		[metric.metric_name, metric.namespace, region, near.but],
	),
	[put_alarm(metric, region)],
)] if {
	near := nearest_alarm.to(metric, region)
}

on(metric, region) := [alarm |
	some alarm in alarms.on(region, metric)
	object.get(alarm, "dimension_names", []) == object.get(metric, "dimension_names", [])
]

computed(alarm, metric) := edge.open("alarm", alarm.arn, sprintf(
	"whether alarm '%s' goes off with metric '%s' depends on its expression",
	[arn.name(alarm.arn), metric.metric_name],
))

put_alarm(metric, region) := concat(" ", [
	sprintf("aws cloudwatch put-metric-alarm --alarm-name=%s", [shell.quote(sprintf("%s-alert", [metric.metric_name]))]),
	sprintf("--namespace=%s --metric-name=%s", [shell.quote(metric.namespace), shell.quote(metric.metric_name)]),
	"--statistic=Sum --period=300 --evaluation-periods=1 --threshold=1",
	"--comparison-operator=GreaterThanOrEqualToThreshold --treat-missing-data=notBreaching",
	sprintf(`--alarm-actions="$TOPIC_ARN" --region=%s`, [shell.quote(region)]),
])
