# METADATA
# title: A bucket is public
# description: |
#   A public bucket is a way out for data that needs no credentials and, if its objects are not logged,
#   leaves no trace. Public is what AWS finds so, by the policy or the ACL, and what neither the account
#   nor the bucket restricts.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: high
#   runbook: s3_buckets
#   attack: [T1537, T1530]
#   remediation: |
#     Find out who made it public, and what of it was fetched. Block public access; what has to be public
#     is better behind CloudFront.
package tocsin.impact.bucket_public

import data.tocsin.lib.public_access

deny contains {
	"msg": sprintf("Bucket '%s' is public by %s.", [bucket.name, concat(" and ", ways)]),
	"resource": bucket.arn,
	"region": bucket.region,
	"evidence": public_access.evidence(bucket),
	"fix": public_access.block(bucket),
} if {
	some bucket in input.aws.s3.bucket_public_access
	ways := public_access.ways(bucket)
	count(ways) > 0
}
