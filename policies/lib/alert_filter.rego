# METADATA
# title: The paths of alerts by metric filters
package tocsin.lib.alert_filter

import data.tocsin.lib.alert_metric
import data.tocsin.lib.alert_trail
import data.tocsin.lib.edge
import data.tocsin.lib.log_delivery

# paths are those of a probe that is recorded in a region: from the event over a trail to a log group,
# through a filter that matches to a metric, and on.
paths(probe, region) := {array.concat(ahead[filter.log_group_arn], behind[key(filter)]) |
	ahead := delivered(region)
	some filter in matching
	probe in filter.matches
}

delivered(region) := {group: alert_trail.delivered(group, region) | some group in groups}

matching := [filter | some filter in input.aws.logs.metric_filters; count(filter.matches) > 0]

groups := {filter.log_group_arn | some filter in matching}

key(filter) := [filter.log_group_arn, filter.name]

# behind is the rest of the path from each filter on. It is the same for all probes.
behind := object.union_n([{key(filter): array.concat([edge.ok("metric_filter", filter.log_group_arn)], rest(filter))} |
	some filter in matching
])

rest(filter) := edge.best({alert_metric.path(metric, filter.region) | some metric in filter.transformations}) if {
	count(filter.transformations) > 0
} else := [edge.broken("metric_missing", filter.log_group_arn, sprintf("metric filter '%s' writes no metric", [filter.name]), [])]

# undecided are filters that might match and cannot be evaluated. They matter where a trail delivers.
undecided contains sprintf("whether metric filter '%s' matches cannot be told: %s", [filter.name, filter.pattern_error]) if {
	delivering := {log_delivery.group_of(trail) | some trail in input.aws.cloudtrail.trails}
	some filter in input.aws.logs.metric_filters
	filter.pattern_error
	filter.log_group_arn in delivering
}
