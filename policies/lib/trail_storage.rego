# METADATA
# title: Which buckets and keys of trails are gone, or another's
# description: A trail whose bucket or key is gone delivers nothing.
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

buckets_before := {before.arn: before | some before in data.baseline.aws.cloudtrail.buckets}

change(thing, key, what, evidence, fix) := {
	"resource": thing.arn,
	"region": object.get(thing, "region", ""),
	"key": key,
	"what": what,
	"evidence": evidence,
	"fix": fix,
}

enable_key(key) := [sprintf("aws kms %s --key-id=%s --region=%s", [command, shell.quote(key.arn), shell.quote(arn.region(key.arn))]) |
	some command in {
		"PendingDeletion": ["cancel-key-deletion", "enable-key"], # what is canceled leaves the key disabled
		"Disabled": ["enable-key"],
	}[key.state]
]
