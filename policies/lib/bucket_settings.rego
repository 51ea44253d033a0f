# METADATA
# title: Which settings of the buckets of trails were changed
# description: |
#   A bucket that has another policy or expires its objects is delivered to, and keeps nothing. A change is
#   one if both snapshots have read the bucket.
package tocsin.lib.bucket_settings

import data.tocsin.lib.drift
import data.tocsin.lib.shell
import data.tocsin.lib.trail_storage

changes contains change(before, now, "versioning", "does not keep versions any more", ["status"], keep_versions(now)) if {
	some now in input.aws.cloudtrail.bucket_versioning
	before := versioning_before[now.arn]
	before.status == "Enabled"
	object.get(now, "status", "") != "Enabled"
}

# Only root switches it on, so that there is no command for a role.
changes contains change(before, now, "mfa_delete", "lets versions be deleted without MFA", ["mfa_delete"], []) if {
	some now in input.aws.cloudtrail.bucket_versioning
	before := versioning_before[now.arn]
	before.mfa_delete == "Enabled"
	object.get(now, "mfa_delete", "") != "Enabled"
}

changes contains change(before, now, "object_lock", "locks objects for less", ["mode", "days", "years"], []) if {
	some now in input.aws.cloudtrail.bucket_object_lock
	before := object_lock_before[now.arn]
	locks_less(now, before)
}

changes contains change(before, now, "policy", "has another policy", ["statements"], fix) if {
	some now in input.aws.cloudtrail.bucket_policies
	before := policies_before[now.arn]
	before.statements != now.statements
	fix := show(now, "get-bucket-policy")
}

changes contains change(before, now, "lifecycle", "has other lifecycle rules", ["rules"], fix) if {
	some now in input.aws.cloudtrail.bucket_lifecycle
	before := lifecycle_before[now.arn]
	before.rules != now.rules
	fix := show(now, "get-bucket-lifecycle-configuration")
}

versioning_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.bucket_versioning}

object_lock_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.bucket_object_lock}

policies_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.bucket_policies}

lifecycle_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.bucket_lifecycle}

change(before, now, key, what, fields, fix) := trail_storage.change(now, key, what, evidence, fix) if {
	evidence := drift.evidence({"before": object.filter(before, fields), "now": object.filter(now, fields)})
}

locks_less(now, before) if strength(now) < strength(before)

locks_less(now, before) if days(now) < days(before)

strength(lock) := {"": 0, "GOVERNANCE": 1, "COMPLIANCE": 2}[object.get(lock, "mode", "")]

days(lock) := object.get(lock, "days", 0) + (365 * object.get(lock, "years", 0))

keep_versions(bucket) := [sprintf(
	"aws s3api put-bucket-versioning --bucket=%s --versioning-configuration=Status=Enabled --region=%s",
	[shell.quote(bucket.name), shell.quote(bucket.region)],
)]

show(bucket, command) := [sprintf(
	"aws s3api %s --bucket=%s --region=%s",
	[command, shell.quote(bucket.name), shell.quote(bucket.region)],
)]
