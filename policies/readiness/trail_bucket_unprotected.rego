# METADATA
# title: Log files can be deleted from a trail's bucket
# description: |
#   With versions kept, whoever deletes or overwrites a log file only hides it; with object lock or MFA
#   delete the administrator of the account, or whoever stole that role, cannot delete the versions either.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
# custom:
#   severity: low
#   runbook: cloudtrail
#   attack: [T1070]
#   remediation: Keep versions and lock them for as long as incidents are looked into; better, deliver to an account of its own.
package tocsin.readiness.trail_bucket_unprotected

import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Bucket '%s', to which trails deliver, %s.", [bucket.name, concat(" and ", [lack.what | some lack in lacks])]),
	"resource": bucket.arn,
	"region": bucket.region,
	"evidence": {
		"versioning": object.filter(bucket, ["status", "mfa_delete"]),
		"object_lock": [object.filter(lock, ["enabled", "mode", "days", "years"]) |
			lock := locks[bucket.arn]
		],
	},
	"fix": [sprintf("%s --bucket=%s --region=%s", [lack.fix, shell.quote(bucket.name), shell.quote(bucket.region)]) | some lack in lacks],
} if {
	some bucket in input.aws.cloudtrail.bucket_versioning
	lacks := array.concat(versions(bucket), lock(bucket))
	count(lacks) > 0
}

unknown contains sprintf("bucket '%s' is another account's", [bucket.name]) if {
	some bucket in input.aws.cloudtrail.buckets
	bucket.owned == false
	bucket.exists == true
}

# CloudTrail says of no object how long it is to be kept; somebody else may.
unknown contains sprintf("whether objects of bucket '%s' are locked was not read: it has no default retention", [bucket.name]) if {
	some bucket in input.aws.cloudtrail.bucket_versioning
	deletes_without_mfa(bucket)
	locks[bucket.arn].enabled == true
	not locks[bucket.arn].mode
}

# A bucket that never kept versions has no status.
versions(bucket) := [] if {
	bucket.status == "Enabled"
} else := [{
	"what": "does not keep versions",
	"fix": "aws s3api put-bucket-versioning --versioning-configuration=Status=Enabled",
}]

lock(bucket) := [{"what": "has neither object lock nor MFA delete", "fix": set_lock} |
	deletes_without_mfa(bucket)
	locks[bucket.arn].enabled == false
]

deletes_without_mfa(bucket) if object.get(bucket, "mfa_delete", "Disabled") != "Enabled"

locks := {lock.arn: lock | some lock in input.aws.cloudtrail.bucket_object_lock}

set_lock := concat("=", [
	"aws s3api put-object-lock-configuration --object-lock-configuration",
	shell.quote(`{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":365}}}`),
])
