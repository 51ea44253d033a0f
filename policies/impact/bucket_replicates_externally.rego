# METADATA
# title: A bucket is copied to an account that is not ours
# description: |
#   Replication carries every new object away, in the background and by a role of S3's own. The account of
#   the copies stands in the rule only if they are to belong to it; else a bucket that this account does
#   not have is another's.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html
# custom:
#   severity: high
#   runbook: s3_buckets
#   attack: [T1537]
#   remediation: Find out whose bucket it is, and delete the rule if nobody knows; what was copied is out of reach.
package tocsin.impact.bucket_replicates_externally

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf(
		"Bucket '%s' is copied to bucket '%s' of %s%s.",
		[bucket.name, arn.name(rule.destination_bucket_arn), whose, account.reservation],
	),
	"resource": bucket.arn,
	"region": bucket.region,
	"key": rule.destination_bucket_arn,
	"evidence": {"rules": [r | some r in bucket.rules; r.destination_bucket_arn == rule.destination_bucket_arn]},
	"fix": [
		sprintf("aws s3api get-bucket-replication --bucket=%s --region=%s", place),
		sprintf("aws s3api delete-bucket-replication --bucket=%s --region=%s", place),
	],
} if {
	some bucket in input.aws.s3.bucket_replication
	some rule in bucket.rules
	rule.status == "Enabled"
	whose := foreign(rule)
	place := [shell.quote(bucket.name), shell.quote(bucket.region)]
}

foreign(rule) := sprintf("account '%s'", [rule.destination_account_id]) if {
	account.is_foreign(rule.destination_account_id)
}

foreign(rule) := "another account" if {
	is_elsewhere(rule)
	is_alone
}

# Its owner may be trusted, or one of the organisation.
unknown contains reason if {
	not is_alone
	some bucket in input.aws.s3.bucket_replication
	some rule in bucket.rules
	rule.status == "Enabled"
	is_elsewhere(rule)
	reason := sprintf(
		"whose bucket '%s' is, to which bucket '%s' is copied, was not read",
		[arn.name(rule.destination_bucket_arn), bucket.name],
	)
}

# Every other account is foreign.
is_alone if {
	input.coverage["organizations.organization"].status == "complete"
	account.trusted == {input.meta.account_id}
}

# Only a list that was read to its end tells what is not in it.
is_elsewhere(rule) if {
	not rule.destination_account_id
	input.coverage["s3.buckets"].status == "complete"
	not rule.destination_bucket_arn in own
}

own := {bucket.arn | some bucket in input.aws.s3.buckets}
