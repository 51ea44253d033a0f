# METADATA
# title: The alarms that silence composite alarms while they go off
# description: |
#   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html. A suppressor is
#   named by its name or its ARN, and is in the same region.
package tocsin.lib.suppressors

import data.tocsin.lib.alarms
import data.tocsin.lib.edge

# edges is the one of an alarm that has a suppressor.
edges(alarm) := [silent(alarm)] if {
	object.get(alarm, "actions_suppressor", "") != ""
} else := []

silent(alarm) := edge.broken(
	"alarm_suppressed", alarm.arn, sprintf(
		"composite alarm '%s' is silent as long as alarm '%s' goes off, as it does now",
		[alarm.name, alarm.actions_suppressor],
	),
	[],
) if {
	state(alarm) == "ALARM"
} else := edge.ok("unsuppressed", alarm.arn) if {
	state(alarm) in {"OK", "INSUFFICIENT_DATA"}
} else := edge.open("unsuppressed", alarm.arn, sprintf(
	"whether alarm '%s', which suppresses composite alarm '%s', goes off now is not known",
	[alarm.actions_suppressor, alarm.name],
))

state(alarm) := [suppressor.state_value |
	some suppressor in alarms.named(alarm.region, regex.replace(alarm.actions_suppressor, `^arn:.*:alarm:`, ""))
][0]
