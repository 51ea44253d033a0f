# METADATA
# title: An alarm was deleted
# description: |
#   A deleted alarm leaves nothing behind that a look at the account would show. Alarms that do nothing
#   but scale do not count: autoscaling creates and deletes its own. All others do, for an alarm without
#   actions may be part of a composite one, or heard through EventBridge.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
# custom:
#   severity: high
#   runbook: cloudwatch_off
#   attack: [T1562.001]
#   events:
#     - monitoring.amazonaws.com/DeleteAlarms
#   applies_when: neither a baseline nor events are given
#   remediation: |
#     Find the DeleteAlarms call in the event history and ask who made it. Create the alarm again: its
#     history, which CloudWatch keeps for some weeks under its name, holds its settings.
package tocsin.ioc.alarm_deleted

import data.tocsin.lib.alarm_events
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

deny contains {
	"msg": sprintf("Alarm '%s' was deleted: the baseline of %s has it.", [arn.name(alarm.arn), drift.since]),
	"resource": alarm.arn,
	"region": alarm.region,
	"evidence": drift.evidence(object.filter(alarm, ["type", "actions_enabled", "alarm_actions", "namespace", "metric_name", "alarm_rule"])),
	"fix": [], # a snapshot does not hold all of its settings
} if {
	now := {alarm.arn | some alarm in input.aws.cloudwatch.alarms}
	some alarm in data.baseline.aws.cloudwatch.alarms
	not alarm.arn in now
	not scales_only(alarm)
	drift.read_now_in("cloudwatch.alarms", alarm.region)
}

deny contains event_finding.of(event, {
	"did": "deleted",
	"try": "delete",
	"what": alarm.name,
	"resource": alarm.arn,
}) if {
	some event in deletions
	some alarm in alarm_events.subjects(event)
}

applicable if drift.given

applicable if events.given

# deletions are the calls that delete alarms, but for autoscaling's, which creates and deletes the alarms of
# target tracking by itself. Their names anybody can give, but not who makes the call.
deletions := [event |
	some event in events.of("monitoring.amazonaws.com", {"DeleteAlarms"})
	not event.actor.invoked_by == "application-autoscaling.amazonaws.com"
	not event.actor.invoked_by == "autoscaling.amazonaws.com"
	not by_autoscaling(event)
]

by_autoscaling(event) if {
	contains(event.actor.issuer_arn, ":role/aws-service-role/")
	contains(event.actor.issuer_arn, "autoscaling.amazonaws.com/")
}

scales_only(alarm) if {
	count(alarm.alarm_actions) > 0
	count([action | some action in alarm.alarm_actions; arn.service(action) != "autoscaling"]) == 0
}
