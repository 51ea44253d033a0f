# METADATA
# title: The bucket or the key of a trail was tampered with
# description: |
#   Who wants the logs gone need not touch the trail: it delivers nothing to a bucket that does not exist,
#   nothing that can be read with a key that is disabled, and nothing that stays to a bucket whose
#   lifecycle deletes it. A deleted bucket's name can be taken by anyone, who then gets the logs.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
# custom:
#   severity: high
#   runbook: cloudtrail_off
#   attack: [T1562.008, T1485]
#   remediation: |
#     Restore the bucket or the key before the window for that ends, and the bucket's settings; who
#     changed them is in the event history, even if the trail lost it.
package tocsin.ioc.trail_bucket_tampered

import data.tocsin.lib.arn
import data.tocsin.lib.bucket_settings
import data.tocsin.lib.trail_storage

deny contains {
	"msg": sprintf("%s '%s' of a trail %s.", [kind, arn.name(change.resource), change.what]),
	"resource": change.resource,
	"region": change.region,
	"key": change.key,
	"evidence": change.evidence,
	"fix": change.fix,
} if {
	some change in (trail_storage.changes | bucket_settings.changes)
	kind := {"s3": "Bucket", "kms": "Key"}[arn.service(change.resource)]
}
