# METADATA
# title: What was done to the buckets and keys of trails
# description: |
#   A trail whose bucket or key is gone delivers nothing; one whose bucket has another policy or expires
#   its objects delivers and keeps nothing. A change is one if both snapshots have read the bucket.
package tocsin.lib.trail_storage

import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.shell

# Each change has a key, its resource, what to say of it, and what mends it.
changes contains change(bucket, "gone", "does not exist", {"kind": "state", "trails": bucket.trails}, []) if {
	some bucket in input.aws.cloudtrail.buckets
	bucket.exists == false
}

# A bucket's name is free when it is deleted, for anyone in the world.
changes contains change(bucket, "owner", "is another account's now", drift.evidence({"trails": bucket.trails}), []) if {
	some bucket in input.aws.cloudtrail.buckets
	bucket.owned == false
	bucket.exists == true
	before := buckets_before[bucket.arn]
	before.owned == true
}

changes contains change(key, "gone", "does not exist", {"kind": "state", "trails": key.trails}, []) if {
	some key in input.aws.cloudtrail.keys
	key.exists == false
}

changes contains change(key, "state", what, {"kind": "state", "state": key.state, "trails": key.trails}, enable_key(key)) if {
	some key in input.aws.cloudtrail.keys
	key.state in {"Disabled", "PendingDeletion", "PendingReplicaDeletion", "PendingImport", "Unavailable"}
	what := sprintf("is %s", [key.state])
}

changes contains change(now, "versioning", "does not keep versions any more", compared(before, now, ["status"]), keep_versions(now)) if {
	some now in input.aws.cloudtrail.bucket_versioning
	before := bucket_versioning_before[now.arn]
	before.status == "Enabled"
	object.get(now, "status", "") != "Enabled"
}

# Only root switches it on, so that there is no command for a role.
changes contains change(now, "mfa_delete", "lets versions be deleted without MFA", compared(before, now, ["mfa_delete"]), []) if {
	some now in input.aws.cloudtrail.bucket_versioning
	before := bucket_versioning_before[now.arn]
	before.mfa_delete == "Enabled"
	object.get(now, "mfa_delete", "") != "Enabled"
}

changes contains change(now, "object_lock", "locks objects for less", compared(before, now, ["mode", "days", "years"]), []) if {
	some now in input.aws.cloudtrail.bucket_object_lock
	before := bucket_object_lock_before[now.arn]
	locks_less(now, before)
}

changes contains change(now, "policy", "has another policy", compared(before, now, ["statements"]), fix) if {
	some now in input.aws.cloudtrail.bucket_policies
	before := bucket_policies_before[now.arn]
	before.statements != now.statements
	fix := show(now, "get-bucket-policy")
}

changes contains change(now, "lifecycle", "has other lifecycle rules", compared(before, now, ["rules"]), fix) if {
	some now in input.aws.cloudtrail.bucket_lifecycle
	before := bucket_lifecycle_before[now.arn]
	before.rules != now.rules
	fix := show(now, "get-bucket-lifecycle-configuration")
}

buckets_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.buckets}

bucket_versioning_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.bucket_versioning}

bucket_object_lock_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.bucket_object_lock}

bucket_policies_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.bucket_policies}

bucket_lifecycle_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.bucket_lifecycle}

change(thing, key, what, evidence, fix) := {
	"resource": thing.arn,
	"region": object.get(thing, "region", ""),
	"key": key,
	"what": what,
	"evidence": evidence,
	"fix": fix,
}

compared(before, now, fields) := drift.evidence({"before": object.filter(before, fields), "now": object.filter(now, fields)})

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

enable_key(key) := [sprintf("aws kms %s --key-id=%s --region=%s", [command, shell.quote(key.arn), shell.quote(arn.region(key.arn))]) |
	some command in {
		"PendingDeletion": ["cancel-key-deletion", "enable-key"], # what is canceled leaves the key disabled
		"Disabled": ["enable-key"],
	}[key.state]
]
