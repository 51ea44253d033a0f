# METADATA
# title: The bucket or the key of a trail was tampered with
# description: |
#   Who wants the logs gone need not touch the trail: it delivers nothing to a bucket that does not exist,
#   nothing that can be read with a key that is disabled, and nothing that stays to a bucket whose
#   lifecycle deletes it. A deleted bucket's name can be taken by anyone, who then gets the logs. If the
#   events are read from log files with digests, what is wrong with the files is told, too.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
# custom:
#   severity: high
#   runbook: cloudtrail_off
#   attack: [T1562.008, T1485]
#   events:
#     - s3.amazonaws.com/DeleteBucket
#     - s3.amazonaws.com/PutBucketPolicy
#     - s3.amazonaws.com/DeleteBucketPolicy
#     - s3.amazonaws.com/PutBucketLifecycle
#     - s3.amazonaws.com/PutBucketLifecycleConfiguration
#     - s3.amazonaws.com/PutBucketVersioning
#     - s3.amazonaws.com/PutBucketReplication
#     - s3.amazonaws.com/PutBucketEncryption
#     - s3.amazonaws.com/DeleteBucketEncryption
#     - s3.amazonaws.com/PutObjectLockConfiguration
#     - kms.amazonaws.com/DisableKey
#     - kms.amazonaws.com/ScheduleKeyDeletion
#     - kms.amazonaws.com/PutKeyPolicy
#   remediation: |
#     Restore the bucket or the key before the window for that ends, and the bucket's settings; who
#     changed them is in the event history, even if the trail lost it.
package tocsin.ioc.trail_bucket_tampered

import data.tocsin.lib.arn
import data.tocsin.lib.bucket_settings
import data.tocsin.lib.event_finding
import data.tocsin.lib.log_files
import data.tocsin.lib.storage_events
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

deny contains event_finding.of(call.event, {
	"did": call.act[0],
	"try": call.act[1],
	"what": sprintf("%s%s", [call.name, call.why]),
	"resource": call.arn,
}) if {
	some call in storage_events.tampering
}

deny contains finding if some finding in log_files.wrong

unknown contains reason if some reason in storage_events.untold
