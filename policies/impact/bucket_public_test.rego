package tocsin.impact.bucket_public_test

import data.tocsin.impact.bucket_public as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.public_access_test

bucket(change) := object.union(public_access_test.bucket, change)

snapshot(buckets) := fixture.snapshot({"s3": {"bucket_public_access": buckets}})

test_public if {
	findings := rule.deny with input as snapshot([bucket({"policy_is_public": true})])
	findings == {{
		"msg": "Bucket 'logs' is public by its policy.",
		"resource": "arn:aws:s3:::logs",
		"region": "us-east-1",
		"evidence": {"restrict_public_buckets": false, "policy_is_public": true, "ignore_public_acls": false, "public_grants": []},
		"fix": [concat(" ", [
			"aws s3api put-public-access-block --bucket=logs",
			"--public-access-block-configuration=BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
			"--region=us-east-1",
		])],
	}}
}

test_each_bucket_by_itself if {
	second := bucket(object.union(public_access_test.everyone, {"arn": "arn:aws:s3:::tmp", "name": "tmp"}))
	findings := rule.deny with input as snapshot([bucket({}), second])
	{finding.msg | some finding in findings} == {"Bucket 'tmp' is public by its ACL (READ for AllUsers)."}
}

test_clean[note] if {
	some note, buckets in {
		"private": [bucket({})],
		"blocked": [bucket({"policy_is_public": true, "restrict_public_buckets": true})],
		"none": [],
	}
	findings := rule.deny with input as snapshot(buckets)
	count(findings) == 0
}

# Others take a bucket whose policy or ACL they cannot read for a private one. It is neither.
test_unread[note] if {
	some note, aws in {
		"everything": {},
		"bucket": {"s3": {"bucket_public_access": []}},
		"policy and ACL": {"s3": {"bucket_public_access": [object.remove(bucket({}), ["policy_is_public", "public_grants"])]}},
		"settings": {"s3": {"bucket_public_access": [object.remove(bucket({"policy_is_public": true}), ["restrict_public_buckets"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
