# METADATA
# title: From a trail to its log group
package tocsin.lib.log_delivery

import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.shell

# group_of is the ARN of the log group that a trail delivers to.
group_of(trail) := trim_suffix(trail.cloud_watch_logs_log_group_arn, ":*")

group_name(group) := concat(":", array.slice(split(group, ":"), 6, 100))

groups := object.union_n([{group.arn: group} | some group in input.aws.cloudtrail.log_groups])

# exists is the edge at a log group.
exists(group) := edge.ok("log_group", group) if {
	groups[group].exists == true
} else := edge.broken("log_group_missing", group, sprintf("log group '%s' does not exist", [group_name(group)]), [sprintf(
	"aws logs create-log-group --log-group-name=%s --region=%s",
	[shell.quote(group_name(group)), shell.quote(arn.region(group))],
)]) if {
	groups[group].exists == false
} else := edge.open("log_group", group, sprintf("whether log group '%s' exists could not be read", [group_name(group)]))

# delivers is the edge from a trail to its log group.
delivers(trail) := edge.broken(
	"log_delivery", trail.arn, sprintf(
		"trail '%s' %s",
		[arn.name(trail.arn), failure(trail)],
	),
	[],
) if {
	failure(trail)
} else := edge.ok("log_delivery", trail.arn)

failure(trail) := sprintf("reports '%s' as it delivers to CloudWatch Logs", [trail.latest_cloud_watch_logs_delivery_error]) if {
	object.get(trail, "latest_cloud_watch_logs_delivery_error", "") != ""
} else := "has not delivered to CloudWatch Logs for more than a day" if {
	trail.start_logging_time < a_day_ago
	object.get(trail, "latest_cloud_watch_logs_delivery_time", "") < a_day_ago
	never_silent(trail)
}

# What records the reads and writes of all regions has some every day, if only CloudTrail's own.
never_silent(trail) if {
	trail.is_logging == true
	trail.is_multi_region_trail == true
	trail.management_events.read == true
	trail.management_events.write == true
}

a_day_ago := time.format(time.add_date(time.parse_rfc3339_ns(input.meta.collected_at), 0, 0, -1))
