# METADATA
# title: A CloudTrail trail was deleted
# description: |
#   A trail that is deleted leaves nothing behind that a look at the account would show. A baseline
#   still has it, if it was read before. Trails of the organisation count: a member account that does
#   not see one any more is not recorded by it any more.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html
# custom:
#   severity: critical
#   runbook: cloudtrail_off
#   attack: [T1562.008]
#   events:
#     - cloudtrail.amazonaws.com/DeleteTrail
#     - cloudtrail.amazonaws.com/DeleteEventDataStore
#   applies_when: neither a baseline nor events are given
#   remediation: |
#     Create the trail again, find the DeleteTrail call in the event history, and treat the time between
#     as not recorded. The log files that it delivered are still in its bucket.
package tocsin.ioc.trail_deleted

import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.shell
import data.tocsin.lib.trail_events

deny contains {
	"msg": sprintf("Trail '%s' was deleted: the baseline of %s has it.", [arn.name(trail.arn), drift.since]),
	"resource": trail.arn,
	"region": region,
	"evidence": drift.evidence(object.filter(trail, ["is_logging", "is_multi_region_trail", "is_organization_trail", "s3_bucket_name"])),
	"fix": create(trail),
} if {
	now := {trail.arn | some trail in input.aws.cloudtrail.trails}
	some trail in data.baseline.aws.cloudtrail.trails
	not trail.arn in now
	region := arn.region(trail.arn)
	drift.read_now_in("cloudtrail.trails", region)
}

# What the deleted trail was like, an event does not say: there is no command for it.
deny contains event_finding.of(event, {
	"did": "deleted",
	"try": "delete",
	"what": trail.name,
	"resource": trail.arn,
	"fix": [sprintf("aws cloudtrail restore-event-data-store --event-data-store=%s %s", [shell.quote(trail.arn), at_home(trail)]) |
		event.name == "DeleteEventDataStore"
	],
}) if {
	some event in events.of("cloudtrail.amazonaws.com", {"DeleteTrail", "DeleteEventDataStore"})
	trail := trail_events.subject(event)
}

applicable if drift.given

applicable if events.given

# Another account's trail can only be created there.
create(trail) := [] if {
	arn.account(trail.arn) != input.meta.account_id
} else := [
	concat("", [
		sprintf("aws cloudtrail create-trail --name=%s --s3-bucket-name=%s", [shell.quote(trail.name), shell.quote(trail.s3_bucket_name)]),
		scope(trail),
		" --enable-log-file-validation ",
		at_home(trail),
	]),
	sprintf("aws cloudtrail start-logging --name=%s %s", [shell.quote(trail.arn), at_home(trail)]),
]

at_home(trail) := sprintf("--region=%s", [shell.quote(arn.region(trail.arn))])

default scope(_) := ""

scope(trail) := " --is-multi-region-trail" if trail.is_multi_region_trail == true
