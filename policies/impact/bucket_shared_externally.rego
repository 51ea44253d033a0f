# METADATA
# title: A bucket is shared with an account that is not ours
# description: |
#   A foreign account in a bucket's policy can be given the data at any time, and nothing in this account
#   has to be called for it. What access points and ACLs share is not judged.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html
# custom:
#   severity: high
#   runbook: s3_buckets
#   attack: [T1537]
#   remediation: |
#     Find out whose account it is. Put it into the parameter trusted_accounts, or take it out of the
#     bucket's policy. An organisation or a network that is yours belongs into trusted_circles.
package tocsin.impact.bucket_shared_externally

import data.tocsin.lib.account
import data.tocsin.lib.sharing
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf(
		"Bucket '%s' is shared with account '%s', which is not one of the trusted accounts%s.",
		[bucket.name, id, account.reservation],
	),
	"resource": bucket.arn,
	"region": bucket.region,
	"key": id,
	"evidence": {"account_id": id, "actions": sort(actions(bucket, id))},
	"fix": [
		sprintf("aws s3api get-bucket-policy --bucket=%s --query=Policy --output=text --region=%s > policy.json", place),
		sprintf("aws s3api put-bucket-policy --bucket=%s --policy=file://policy.json --region=%s", place),
	],
} if {
	some bucket in input.aws.s3.bucket_policies
	some id in sharing.accounts(bucket.statements)
	account.is_foreign(id)
	place := [shell.quote(bucket.name), shell.quote(bucket.region)]
}

unknown contains reason if {
	some bucket in input.aws.s3.bucket_policies
	some circle in sharing.circles(bucket.statements)
	not account.is_trusted_circle(circle)
	reason := sprintf("bucket '%s' is shared with everyone of '%s', and whose that is was not read", [bucket.name, circle])
}

unknown contains sprintf("bucket '%s' is shared with %s, and whose that is was not read", [bucket.name, who]) if {
	some bucket in input.aws.s3.bucket_policies
	some who in sharing.unclear(bucket.statements)
}

# What the statements allow in which the account is named.
actions(bucket, id) := {action |
	some statement in bucket.statements
	statement.effect == "Allow"
	id in sharing.accounts([statement])
	some action in statement.actions
}
