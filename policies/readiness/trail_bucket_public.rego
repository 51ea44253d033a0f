# METADATA
# title: The bucket of a trail is public
# description: |
#   A trail's log files tell an intruder all that goes on in the account, and who notices. If everyone
#   may write or delete, they prove nothing either. AWS tells only its owner about a bucket: that of
#   another account is not judged.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   runbook: cloudtrail
#   attack: [T1530]
#   remediation: |
#     Block public access, of the whole account if nothing in it has to be public. Whoever read the logs
#     knows them now; whoever could write may have changed them, which log file validation shows.
package tocsin.readiness.trail_bucket_public

import data.tocsin.lib.public_access

deny contains {
	"msg": sprintf("Bucket '%s', to which trails deliver, is public by %s.", [bucket.name, concat(" and ", ways)]),
	"resource": bucket.arn,
	"region": bucket.region,
	"evidence": public_access.evidence(bucket),
	"fix": public_access.block(bucket),
} if {
	some bucket in input.aws.cloudtrail.bucket_public_access
	ways := public_access.ways(bucket)
	count(ways) > 0
}

unknown contains sprintf("bucket '%s' is another account's", [bucket.name]) if {
	some bucket in input.aws.cloudtrail.buckets
	bucket.owned == false
	bucket.exists == true
}
