# METADATA
# title: How the public gets at a bucket
# description: |
#   Whether a policy is public is AWS's own finding. What the account or the bucket restricts is none:
#   https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
package tocsin.lib.public_access

import data.tocsin.lib.shell

# ways are those by which everyone gets at a bucket, in words.
ways(bucket) := array.concat(by_policy(bucket), by_acl(bucket))

by_policy(bucket) := ["its policy"] if {
	bucket.restrict_public_buckets == false
	bucket.policy_is_public == true
} else := []

by_acl(bucket) := [sprintf("its ACL (%s for %s)", [grant.permission, grant.group]) |
	bucket.ignore_public_acls == false
	some grant in bucket.public_grants
]

evidence(bucket) := object.filter(bucket, ["restrict_public_buckets", "policy_is_public", "ignore_public_acls", "public_grants"])

# The policy and the ACL stay as they are, as evidence, and let nobody in any more.
block(bucket) := [concat(" ", [
	sprintf("aws s3api put-public-access-block --bucket=%s", [shell.quote(bucket.name)]),
	"--public-access-block-configuration=BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
	sprintf("--region=%s", [shell.quote(bucket.region)]),
])]
