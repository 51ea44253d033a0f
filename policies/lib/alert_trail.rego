# METADATA
# title: From an event to CloudTrail's log group
# description: |
#   EventBridge gets the events of CloudTrail from a trail that logs, too:
#   https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
package tocsin.lib.alert_trail

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.log_delivery
import data.tocsin.lib.trail_commands

# recorded is the path of an event of a region to the trail that comes furthest.
recorded(region) := edge.best({[logs(trail), records(trail, region)] | some trail in input.aws.cloudtrail.trails}) if {
	count(input.aws.cloudtrail.trails) > 0
} else := [edge.broken("trail_missing", account.arn, "there is no trail", trail_commands.start_or_create)]

# delivered is the path of an event of a region to a log group.
delivered(group, region) := edge.best(paths) if {
	paths := {array.concat([logs(trail), records(trail, region)], [log_delivery.exists(group), log_delivery.delivers(trail)]) |
		some trail in delivering[group]
	}
	count(paths) > 0
} else := array.concat(recorded(region), [edge.broken(
	"log_group",
	group,
	sprintf("no trail delivers to log group '%s'", [log_delivery.group_name(group)]),
	[],
)])

delivering := {group: trails |
	some group in {log_delivery.group_of(trail) | some trail in input.aws.cloudtrail.trails}
	trails := [trail | some trail in input.aws.cloudtrail.trails; log_delivery.group_of(trail) == group]
}

logs(trail) := edge.ok("trail_logging", trail.arn) if {
	trail.is_logging == true
} else := edge.broken(
	"trail_stopped",
	trail.arn,
	sprintf("trail '%s' has stopped logging", [arn.name(trail.arn)]),
	[trail_commands.start(trail.arn)],
) if {
	trail.is_logging == false
} else := edge.open("trail_logging", trail.arn, sprintf("whether trail '%s' logs could not be read", [arn.name(trail.arn)]))

records(trail, region) := edge.broken(
	"trail_region", trail.arn, sprintf(
		"trail '%s' does not record the events of %s",
		[arn.name(trail.arn), region],
	),
	trail_commands.widen.region,
) if {
	not covers(trail, region)
} else := edge.broken(
	"trail_events", trail.arn, sprintf(
		"trail '%s' does not record management events that write",
		[arn.name(trail.arn)],
	),
	trail_commands.widen.write,
) if {
	trail.management_events.write == false
} else := edge.ok("trail_records", trail.arn) if {
	trail.management_events.write == true
	trail.management_events.narrowed == false
} else := edge.open("trail_records", trail.arn, sprintf("whether trail '%s' records the event is not known", [arn.name(trail.arn)]))

covers(trail, _) if trail.is_multi_region_trail == true

# In the global region, a trail of that region alone can leave out what global services do.
covers(trail, region) if {
	trail.home_region == region
	not leaves_out(trail, region)
}

leaves_out(trail, region) if {
	region == account.global_region
	trail.include_global_service_events == false
}
