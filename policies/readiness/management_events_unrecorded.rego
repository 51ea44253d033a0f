# METADATA
# title: Some management events are not recorded
# description: |
#   What counts is what all trails and event data stores record together, in every enabled region:
#   an attacker works where nobody looks. KMS and the RDS Data API can be left out for their volume,
#   and selectors can hide a single service or user.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
# custom:
#   severity: high
#   runbook: cloudtrail
#   attack: [T1562.008]
#   absence: true
#   remediation: |
#     Make one trail a multi-region trail whose selectors record all management events. put-event-selectors
#     replaces all selectors of the trail: add those for data events that get-event-selectors shows.
package tocsin.readiness.management_events_unrecorded

import data.tocsin.lib.account
import data.tocsin.lib.cloudtrail
import data.tocsin.lib.recording
import data.tocsin.lib.trail_commands

deny contains {
	"msg": sprintf("Account '%s' does not record %s.", [input.meta.account_id, gap.what]),
	"resource": account.arn,
	"key": gap.aspect,
	"evidence": object.filter(gap, ["aspect", "regions"]),
	"fix": trail_commands.widen[gap.aspect],
} if {
	some gap in recording.missing
}

# One recorder that records everything everywhere is enough, whatever could not be read of others.
confirmed if {
	some recorder in cloudtrail.recorders
	recorder.everywhere == true
	recorder.global == true
	cloudtrail.records_everything(recorder.events)
}

unknown contains reason if {
	count(recording.undecided) > 0
	reason := sprintf(
		"one records reads and another writes in %s: whether they record those of KMS and the RDS Data API cannot be told",
		[concat(", ", recording.undecided)],
	)
}
