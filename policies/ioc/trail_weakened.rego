# METADATA
# title: A CloudTrail trail was weakened
# description: |
#   A trail that still logs may be made to log less, elsewhere, or without protection, which draws less attention
#   than to stop it. Only changes for the worse count. Another bucket, key or log group may be somebody else's.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
# custom:
#   severity: high
#   runbook: cloudtrail_off
#   attack: [T1562.008]
#   events:
#     - cloudtrail.amazonaws.com/UpdateTrail
#     - cloudtrail.amazonaws.com/PutEventSelectors
#     - cloudtrail.amazonaws.com/UpdateEventDataStore
#     - cloudtrail.amazonaws.com/StopEventDataStoreIngestion
#   applies_when: neither a baseline nor events are given
#   remediation: Find the call in the event history, ask who made it and why, and undo the change unless it was meant.
package tocsin.ioc.trail_weakened

import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.trail_changes
import data.tocsin.lib.trail_events
import data.tocsin.lib.trail_redirection

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

deny contains event_finding.of(event, {
	"did": "weakened",
	"try": "weaken",
	"what": sprintf("%s so that it %s", [trail.name, concat(" and ", sort(ways))]),
	"resource": trail.arn,
	"evidence": {"ways": sort(ways)},
	"fix": [],
}) if {
	some event in changing
	trail := trail_events.subject(event)
	ways := trail_events.weakening(event) | trail_redirection.ways(event, trail.arn)
	count(ways) > 0
}

# Of what was denied it is not known what it would have changed.
deny contains event_finding.of(event, {
	"did": "changed",
	"try": "change",
	"what": trail.name,
	"resource": trail.arn,
}) if {
	some event in changing
	event.succeeded == false
	not event.request
	count(trail_events.weakening(event)) == 0
	trail := trail_events.subject(event)
}

applicable if drift.given

applicable if events.given

changing := events.of("cloudtrail.amazonaws.com", updates | {"StopEventDataStoreIngestion"})

updates := {"UpdateTrail", "PutEventSelectors", "UpdateEventDataStore"}

unknown contains reason if some reason in events.untold("cloudtrail.amazonaws.com", updates)
