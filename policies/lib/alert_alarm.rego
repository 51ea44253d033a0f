# METADATA
# title: From an alarm that goes off on, to those who listen
package tocsin.lib.alert_alarm

import data.tocsin.lib.alarm_commands
import data.tocsin.lib.alarms
import data.tocsin.lib.alert_topic
import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.suppressors

# path is the best rest of an alert's path from an alarm on: by its own actions, or by those of a
# composite alarm that goes off with it.
path(alarm) := edge.best((({by_actions(alarm)} | by_composites(alarm)) | by_unknown(alarm)))

by_composites(alarm) := {array.concat([edge.ok("composite_alarm", composite.arn)], by_actions(composite)) |
	some composite in alarms.above(alarm)
}

by_unknown(alarm) := {array.concat([open], by_actions(composite)) |
	some composite in unknown_composites
	composite.region == alarm.region
	contains(composite.alarm_rule, alarm.name)
	open := edge.open("composite_alarm", composite.arn, sprintf(
		"whether composite alarm '%s' goes off with alarm '%s' cannot be told from its rule",
		[composite.name, alarm.name],
	))
}

# unknown_composites are the few of which the collector could not tell what they go off with.
unknown_composites := [alarm | some alarm in input.aws.cloudwatch.alarms; alarm.alarm_rule; not alarm.fires_with]

by_actions(alarm) := array.concat(speaking(alarm), edge.best(paths)) if {
	paths := {from_action(action, alarm) | some action in alarm.alarm_actions; tells(action)}
	count(paths) > 0
} else := array.concat(speaking(alarm), [edge.broken(
	"alarm_action",
	alarm.arn,
	sprintf("alarm '%s' has no action that would tell anybody", [alarm.name]),
	[],
)])

speaking(alarm) := array.concat([enabled(alarm), unmuted(alarm)], suppressors.edges(alarm))

enabled(alarm) := edge.ok("actions_enabled", alarm.arn) if {
	alarm.actions_enabled == true
} else := edge.broken("actions_disabled", alarm.arn, disabled, [alarm_commands.enable(alarm)]) if {
	alarm.actions_enabled == false
	disabled := sprintf("alarm '%s' has its actions disabled", [alarm.name])
} else := edge.open("actions_enabled", alarm.arn, sprintf("whether alarm '%s' has its actions enabled is not known", [alarm.name]))

unmuted(alarm) := edge.broken(
	"alarm_muted", alarm.arn, sprintf(
		"mute rule '%s' silences alarm '%s'",
		[arn.name(rule), alarm.name],
	),
	[alarm_commands.unmute(rule, alarm.region)],
) if {
	rule := muted[[alarm.region, alarm.name]]
} else := edge.open("unmuted", alarm.arn, sprintf("whether alarm '%s' is muted could not be read", [alarm.name])) if {
	edge.unread("cloudwatch.alarm_mute_rules", alarm.region)
} else := edge.ok("unmuted", alarm.arn)

# muted holds a rule that silences each alarm that is silenced now.
muted := object.union_n([{[rule.region, name]: rule.arn} |
	some rule in input.aws.cloudwatch.alarm_mute_rules
	rule.status == "ACTIVE"
	some name in rule.alarm_names
])

# What scales a fleet or stops an instance tells nobody.
tells(action) if not arn.service(action) in {"autoscaling", "automate", "swf", ""}

from_action(action, alarm) := alert_topic.path(action, {"kind": "alarm", "arn": alarm.arn, "region": alarm.region, "role": ""}) if {
	arn.service(action) == "sns"
} else := [edge.ok("target", action)] # where it leads cannot be followed
