# METADATA
# title: From an alarm that goes off on, to those who listen
package tocsin.lib.alert_alarm

import data.tocsin.lib.alert_topic
import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.shell

# path is the best rest of an alert's path from an alarm on: by its own actions, or by those of a
# composite alarm that goes off with it.
path(alarm) := edge.best({by_actions(alarm)} | {array.concat([link(composite, alarm)], by_actions(composite)) |
	some composite in input.aws.cloudwatch.alarms
	composite.region == alarm.region
	link(composite, alarm)
})

link(composite, alarm) := edge.ok("composite_alarm", composite.arn) if alarm.name in composite.fires_with

link(composite, alarm) := edge.open("composite_alarm", composite.arn, sprintf(
	"whether composite alarm '%s' goes off with alarm '%s' cannot be told from its rule",
	[composite.name, alarm.name],
)) if {
	not composite.fires_with
	contains(composite.alarm_rule, alarm.name)
}

by_actions(alarm) := array.concat([enabled(alarm), unmuted(alarm)], edge.best(paths)) if {
	paths := {from_action(action, alarm) | some action in alarm.alarm_actions; tells(action)}
	count(paths) > 0
} else := [enabled(alarm), unmuted(alarm), edge.broken(
	"alarm_action",
	alarm.arn,
	sprintf("alarm '%s' has no action that would tell anybody", [alarm.name]),
	[],
)]

enabled(alarm) := edge.ok("actions_enabled", alarm.arn) if {
	alarm.actions_enabled == true
} else := edge.broken("actions_disabled", alarm.arn, sprintf("alarm '%s' has its actions disabled", [alarm.name]), [sprintf(
	"aws cloudwatch enable-alarm-actions --alarm-names=%s --region=%s",
	[shell.list([alarm.name]), shell.quote(alarm.region)],
)]) if {
	alarm.actions_enabled == false
} else := edge.open("actions_enabled", alarm.arn, sprintf("whether alarm '%s' has its actions enabled is not known", [alarm.name]))

unmuted(alarm) := edge.broken(
	"alarm_muted", alarm.arn, sprintf(
		"mute rule '%s' silences alarm '%s'",
		[arn.name(rule), alarm.name],
	),
	[unmute(rule, alarm.region)],
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

unmute(rule, region) := sprintf(
	"aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name=%s --region=%s",
	[shell.quote(arn.name(rule)), shell.quote(region)],
)

# What scales a fleet or stops an instance tells nobody.
tells(action) if not arn.service(action) in {"autoscaling", "automate", "swf", ""}

from_action(action, alarm) := alert_topic.path(action, {"kind": "alarm", "arn": alarm.arn, "region": alarm.region, "role": ""}) if {
	arn.service(action) == "sns"
} else := [edge.ok("target", action)] # where it leads cannot be followed
