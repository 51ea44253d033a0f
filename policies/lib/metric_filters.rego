# METADATA
# title: Metric filters, now and before
package tocsin.lib.metric_filters

import data.tocsin.lib.shell

# A metric filter has no ARN; in its log group its name is its own.
key(filter) := [filter.log_group_arn, filter.name]

now := object.union_n([{key(filter): filter} | some filter in input.aws.logs.metric_filters])

# watching are the baseline's filters on what CloudTrail records.
watching := [filter | some filter in data.baseline.aws.logs.metric_filters; watches(filter)]

watches(filter) if count(filter.matches) > 0

watches(filter) if filter.log_group_arn in trail_groups

trail_groups := {trim_suffix(trail.cloud_watch_logs_log_group_arn, ":*") | some trail in data.baseline.aws.cloudtrail.trails}

# put is the command that puts a filter back.
put(filter) := concat(" ", [
	sprintf("aws logs put-metric-filter --log-group-name=%s", [shell.quote(filter.log_group_name)]),
	sprintf("--filter-name=%s --filter-pattern=%s", [shell.quote(filter.name), shell.quote(filter.pattern)]),
	sprintf("--metric-transformations=%s", [shell.quote(json.marshal([written(metric) | some metric in filter.transformations]))]),
	sprintf("--region=%s", [shell.quote(filter.region)]),
])

written(metric) := object.union(
	{"metricName": metric.metric_name, "metricNamespace": metric.namespace, "metricValue": object.get(metric, "value", "1")},
	{name: value | some name, value in {"defaultValue": metric["default"]}},
)
