# METADATA
# title: A CloudTrail trail has stopped logging
# description: |
#   Stopping the trail is what intruders do first. A trail that is described as if nothing had happened
#   may be stopped: only its status says so.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html
# custom:
#   severity: critical
#   runbook: cloudtrail_off
#   attack: [T1562.008]
#   events:
#     - cloudtrail.amazonaws.com/StopLogging
#   remediation: |
#     Start it again, find the StopLogging call in the event history, and treat the time between as not
#     recorded; a trail of the organisation is started in the account that its ARN names.
package tocsin.ioc.trail_stopped

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.trail_commands
import data.tocsin.lib.trail_events

deny contains {
	"msg": sprintf("Trail '%s' is not logging.", [arn.name(trail.arn)]),
	"resource": trail.arn,
	"region": arn.region(trail.arn),
	"evidence": object.filter(trail, ["is_logging", "start_logging_time", "stop_logging_time", "is_organization_trail"]),
	"fix": [trail_commands.start(trail.arn)],
} if {
	some trail in input.aws.cloudtrail.trails
	trail.is_logging == false
}

deny contains event_finding.of(event, {
	"did": "stopped",
	"try": "stop",
	"what": trail.name,
	"resource": trail.arn,
	"fix": [trail_commands.start(trail.arn) | trail.arn != account.arn],
}) if {
	some event in events.of("cloudtrail.amazonaws.com", {"StopLogging"})
	trail := trail_events.subject(event)
}
