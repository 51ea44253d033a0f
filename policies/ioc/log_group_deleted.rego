# METADATA
# title: The log group of a trail is gone, or keeps less
# description: |
#   With the trail's log group go its metric filters, and with them all alarms on what CloudTrail
#   records; the trail itself goes on as if nothing had happened. A shorter retention deletes what
#   was recorded before.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html
#   - https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
# custom:
#   severity: high
#   runbook: cloudwatch_off
#   attack: [T1070, T1562.008]
#   events:
#     - logs.amazonaws.com/DeleteLogGroup
#     - logs.amazonaws.com/DeleteLogStream
#     - logs.amazonaws.com/PutRetentionPolicy
#     - logs.amazonaws.com/DeleteSubscriptionFilter
#   remediation: |
#     Create the log group again with its metric filters, or give it back its retention, and find the
#     DeleteLogGroup or PutRetentionPolicy call in the event history.
package tocsin.ioc.log_group_deleted

import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.log_events
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Log group '%s', which a trail delivers to, does not exist%s.", [group.name, why.text]),
	"resource": group.arn,
	"region": group.region,
	"evidence": why.evidence,
	"fix": [sprintf(
		"aws logs create-log-group --log-group-name=%s --region=%s",
		[shell.quote(group.name), shell.quote(group.region)],
	)],
} if {
	some group in input.aws.cloudtrail.log_groups
	group.exists == false
	why := reason(group)
}

deny contains {
	"msg": sprintf("Log group '%s' keeps events for %d days; the baseline of %s has %s.", [group.name, days, drift.since, length(then)]),
	"resource": group.arn,
	"region": group.region,
	"key": "retention",
	"evidence": drift.evidence({"retention_in_days": days, "before": length(then)}),
	"fix": [restore(group, then)],
} if {
	some group in input.aws.cloudtrail.log_groups
	days := group.retention_in_days
	then := before[group.arn]
	days < object.get(then, "retention_in_days", 1000000) # without a number, for ever
}

deny contains event_finding.of(loss.event, loss) if some loss in log_events.losses

before := {group.arn: group | some group in data.baseline.aws.cloudtrail.log_groups; group.exists == true}

reason(group) := {"text": sprintf(" any more; in the baseline of %s it does", [drift.since]), "evidence": drift.evidence({})} if {
	before[group.arn]
} else := {"text": "", "evidence": {"kind": "state"}}

length(group) := sprintf("%d", [group.retention_in_days]) if {
	group.retention_in_days
} else := "no limit"

restore(group, then) := sprintf(
	"aws logs put-retention-policy --log-group-name=%s --retention-in-days=%d --region=%s",
	[shell.quote(group.name), then.retention_in_days, shell.quote(group.region)],
) if {
	then.retention_in_days
} else := sprintf(
	"aws logs delete-retention-policy --log-group-name=%s --region=%s",
	[shell.quote(group.name), shell.quote(group.region)],
)

unknown contains reason if some reason in log_events.untold
