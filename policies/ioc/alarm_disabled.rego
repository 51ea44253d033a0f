# METADATA
# title: An alarm that would notify has its actions disabled
# description: |
#   An alarm with disabled actions changes its state and tells nobody: quieter than deleting it. Only
#   alarms that name an SNS topic count; what scales a fleet is none for people. A baseline tells
#   which ones were disabled since, or had their topics taken away.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
# custom:
#   severity: high
#   runbook: cloudwatch_off
#   attack: [T1562.001]
#   events:
#     - monitoring.amazonaws.com/DisableAlarmActions
#     - monitoring.amazonaws.com/PutMetricAlarm
#     - monitoring.amazonaws.com/PutCompositeAlarm
#     - monitoring.amazonaws.com/SetAlarmState
#   remediation: Enable the alarm's actions again, and find the DisableAlarmActions or PutMetricAlarm call in the event history.
package tocsin.ioc.alarm_disabled

import data.tocsin.lib.alarm_commands
import data.tocsin.lib.alarm_events
import data.tocsin.lib.alarm_topics
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.guards

deny contains {
	"msg": sprintf("Alarm '%s' notifies a topic, but has its actions disabled%s%s.", [arn.name(alarm.arn), why.text, guards.text(names)]),
	"resource": alarm.arn,
	"region": alarm.region,
	"evidence": object.union_n([
		why.evidence,
		{"topics": topics},
		guards.evidence(names),
		object.filter(alarm, ["type", "state_value", "namespace", "metric_name"]),
	]),
	"fix": [alarm_commands.enable(alarm)],
} if {
	some alarm in input.aws.cloudwatch.alarms
	alarm.actions_enabled == false
	topics := alarm_topics.of(alarm)
	count(topics) > 0
	why := reason(alarm)
	names := guards.alarm(alarm)
}

# The same harm without the flag: PutMetricAlarm replaces all that it does not name.
deny contains {
	"msg": sprintf("Alarm '%s' notifies no topic any more; the baseline of %s has some.", [arn.name(alarm.arn), drift.since]),
	"resource": alarm.arn,
	"region": alarm.region,
	"evidence": drift.evidence({"topics": [], "topics_before": alarm_topics.of(before[alarm.arn])}),
	"fix": [], # the alarm's other settings have to be named with them
} if {
	some alarm in input.aws.cloudwatch.alarms
	count(alarm_topics.of(alarm)) == 0
	count(alarm_topics.of(before[alarm.arn])) > 0
}

deny contains event_finding.of(silence.event, silence) if some silence in alarm_events.silences

# What an alarm is there for is said, and decides nothing.
confirmed if {
	drift.read_whenever("cloudwatch.alarms")
	events.read
	count(unknown) == 0
}

before := {alarm.arn: alarm | some alarm in data.baseline.aws.cloudwatch.alarms}

reason(alarm) := {"text": "; the baseline has them enabled", "evidence": drift.evidence({})} if {
	before[alarm.arn].actions_enabled == true
} else := {"text": "", "evidence": {"kind": "state"}}

unknown contains reason if some reason in alarm_events.untold
