package tocsin.readiness.trail_bucket_public_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.public_access_test
import data.tocsin.readiness.trail_bucket_public as rule

bucket(change) := object.union(public_access_test.bucket, change)

snapshot(buckets) := fixture.snapshot({"cloudtrail": {"bucket_public_access": buckets, "buckets": []}})

test_public if {
	findings := rule.deny with input as snapshot([bucket(object.union({"policy_is_public": true}, public_access_test.everyone))])
	findings == {{
		"msg": "Bucket 'logs', to which trails deliver, is public by its policy and its ACL (READ for AllUsers).",
		"resource": "arn:aws:s3:::logs",
		"region": "us-east-1",
		"evidence": {
			"restrict_public_buckets": false,
			"policy_is_public": true,
			"ignore_public_acls": false,
			"public_grants": [{"group": "AllUsers", "permission": "READ"}],
		},
		"fix": [concat(" ", [
			"aws s3api put-public-access-block --bucket=logs",
			"--public-access-block-configuration=BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
			"--region=us-east-1",
		])],
	}}
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

# That of another account is neither public nor private; one that is gone is another rule's matter.
test_of_another_account[note] if {
	some note, tc in {
		"there": {"bucket": {"name": "theirs", "owned": false, "exists": true}, "unknown": {"bucket 'theirs' is another account's"}},
		"gone": {"bucket": {"name": "theirs", "owned": false, "exists": false}, "unknown": set()},
		"ours": {"bucket": {"name": "ours", "owned": true, "exists": true}, "unknown": set()},
	}
	reasons := rule.unknown with input as fixture.snapshot({"cloudtrail": {"buckets": [tc.bucket]}})
	reasons == tc.unknown
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"settings": {"cloudtrail": {"bucket_public_access": [{"arn": "arn:aws:s3:::logs", "name": "logs", "region": "us-east-1"}]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
