# METADATA
# title: The alarm that comes closest to watching a metric
package tocsin.lib.nearest_alarm

# to names an alarm that would do but for one thing, with the edge which that is. Namesakes are the alarms
# on metrics of the same name.
to(metric, region, namesakes) := list[0] if {
	list := array.flatten([
		[{"edge": "alarm_dimensions", "but": sprintf("; alarm '%s' is on other dimensions", [alarm.name])} |
			some alarm in namesakes
			alarm.region == region
			alarm.namespace == metric.namespace
		],
		[{"edge": "alarm_namespace", "but": sprintf("; alarm '%s' is on namespace '%s'", [alarm.name, alarm.namespace])} |
			some alarm in namesakes
			alarm.region == region
		],
		[{"edge": "alarm_region", "but": sprintf("; alarm '%s' is in %s", [alarm.name, alarm.region])} |
			some alarm in namesakes
			alarm.namespace == metric.namespace
		],
		[{"edge": "alarm_metric", "but": sprintf("; alarm '%s' is on metric '%s'", [alarm.name, alarm.metric_name])} |
			some alarm in input.aws.cloudwatch.alarms
			alarm.region == region
			alarm.namespace == metric.namespace
		],
		{"edge": "alarm_missing", "but": ""},
	])
}
