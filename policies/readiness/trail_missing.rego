# METADATA
# title: Nothing records management events
# description: |
#   Without a trail or an event data store that records, what root does is kept for ninety days only,
#   region by region, and nothing can be alarmed by it. One that is stopped, or that takes in data
#   events only, is none.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake.html
# custom:
#   severity: critical
#   runbook: cloudtrail
#   attack: [T1562.008]
#   absence: true
#   remediation: Start the trail that is stopped, or create a multi-region trail that records all management events.
package tocsin.readiness.trail_missing

import data.tocsin.lib.account
import data.tocsin.lib.cloudtrail
import data.tocsin.lib.trail_commands

deny contains {
	"msg": sprintf("No trail or event data store of account '%s' records management events.", [input.meta.account_id]),
	"resource": account.arn,
	"evidence": {"not_recording": [recorder.arn | some recorder in described]},
	"fix": trail_commands.start_or_create,
} if {
	count(cloudtrail.recorders) == 0
}

confirmed if count(cloudtrail.recorders) > 0

described contains trail if some trail in input.aws.cloudtrail.trails

described contains store if some store in input.aws.cloudtrail.event_data_stores
