# METADATA
# title: A mute rule silences alarms that would notify
# description: |
#   A mute rule keeps alarms from notifying for as long as it lasts, and the alarms look as they
#   should. Only alarms that name an SNS topic count. A planned window has an end; a rule without
#   an expiry never ends.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
# custom:
#   severity: high
#   runbook: cloudwatch_off
#   attack: [T1562.001]
#   remediation: |
#     Delete the mute rule unless somebody knows of the maintenance that it is for, and find the
#     PutAlarmMuteRule call in the event history.
package tocsin.ioc.alarm_muted

import data.tocsin.lib.alarms
import data.tocsin.lib.arn
import data.tocsin.lib.guards
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Mute rule '%s' silences %s%s.", [arn.name(rule.arn), quoted(silenced), guards.text(names)]),
	"resource": rule.arn,
	"region": rule.region,
	"evidence": object.union_n([
		{"kind": "state", "alarms": [alarm.arn | some alarm in silenced]},
		guards.evidence(names),
		object.filter(rule, ["status", "expire_date"]),
	]),
	"fix": [sprintf(
		"aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name=%s --region=%s",
		[shell.quote(arn.name(rule.arn)), shell.quote(rule.region)],
	)],
} if {
	some rule in input.aws.cloudwatch.alarm_mute_rules
	rule.status == "ACTIVE"
	places := {i | some name in rule.alarm_names; some i in alarms.by_name[[rule.region, name]]}
	silenced := [alarm | some i in places; alarm := input.aws.cloudwatch.alarms[i]; notifies(alarm)]
	count(silenced) > 0
	names := [name | some name in guards.ordered({n | some alarm in silenced; some n in guards.alarm(alarm)})]
}

# What alarms there are for is said, and decides nothing.
confirmed if {
	input.coverage["cloudwatch.alarm_mute_rules"].status == "complete"
	input.coverage["cloudwatch.alarms"].status == "complete"
}

notifies(alarm) if {
	some action in alarm.alarm_actions
	arn.service(action) == "sns"
}

quoted(list) := sprintf("alarm '%s'", [list[0].name]) if {
	count(list) == 1
} else := sprintf("%d alarms, '%s' among them", [count(list), list[0].name])
