# METADATA
# title: The alarm that comes closest to watching a metric
package tocsin.lib.nearest_alarm

import data.tocsin.lib.alarms

# to names an alarm that would do but for one thing, with the edge which that is.
to(metric, region) := {"edge": "alarm_dimensions", "but": sprintf("; alarm '%s' is on other dimensions", [alarm.name])} if {
	alarm := alarms.on(region, metric)[0]
} else := {"edge": "alarm_namespace", "but": sprintf("; alarm '%s' is on namespace '%s'", [alarm.name, alarm.namespace])} if {
	alarm := like(["alarm_namespace", region, metric.metric_name])
} else := {"edge": "alarm_region", "but": sprintf("; alarm '%s' is in %s", [alarm.name, alarm.region])} if {
	alarm := like(["alarm_region", metric.namespace, metric.metric_name])
} else := {"edge": "alarm_metric", "but": sprintf("; alarm '%s' is on metric '%s'", [alarm.name, alarm.metric_name])} if {
	alarm := like(["alarm_metric", region, metric.namespace])
} else := {"edge": "alarm_missing", "but": ""}

# like is the first alarm that has two of a metric's three parts; what tells it apart names the third.
like(parts) := input.aws.cloudwatch.alarms[min(by_parts[parts])]

by_parts := {parts: places |
	some parts in {parted[0] | some parted in parting}
	places := {i | some [same, i] in parting; same == parts}
}

parting := {[parts, i] |
	some i, alarm in input.aws.cloudwatch.alarms
	some parts in {
		["alarm_namespace", alarm.region, alarm.metric_name],
		["alarm_region", alarm.namespace, alarm.metric_name],
		["alarm_metric", alarm.region, alarm.namespace],
	}
}
