# METADATA
# title: A CloudTrail trail was weakened
# description: |
#   A trail that still logs may be made to log less, elsewhere, or without protection, which draws less
#   attention than to stop it. Only changes for the worse count, each by itself. Another bucket, key or
#   log group counts: it may be somebody else's.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
# custom:
#   severity: high
#   runbook: cloudtrail_off
#   attack: [T1562.008]
#   applies_when: no baseline is given
#   remediation: |
#     Find the UpdateTrail or PutEventSelectors call in the event history and ask who made it and why.
#     Undo the change unless it was meant.
package tocsin.ioc.trail_weakened

import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.trail_changes

deny contains {
	"msg": sprintf("Trail '%s' %s since the baseline of %s.", [arn.name(trail.arn), change.text, drift.since]),
	"resource": trail.arn,
	"region": arn.region(trail.arn),
	"key": change.key,
	"evidence": drift.evidence({"before": change.before, "now": change.now}),
	"fix": trail_changes.undo(trail.arn, change),
} if {
	before := {trail.arn: trail | some trail in data.baseline.aws.cloudtrail.trails}
	some trail in input.aws.cloudtrail.trails
	some change in trail_changes.weakening(before[trail.arn], trail)
}

applicable if drift.given
