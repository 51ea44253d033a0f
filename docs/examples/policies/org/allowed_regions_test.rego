package org.allowed_regions_test

import data.org.allowed_regions as rule

instance := {
	"arn": "arn:aws:ec2:sa-east-1:123456789012:instance/i-1",
	"id": "i-1",
	"region": "sa-east-1",
	"state": "running",
}

bucket := {"arn": "arn:aws:s3:::exports", "name": "exports", "region": "ap-south-1"}

snapshot(instances, buckets) := {"aws": {"ec2": {"instances": instances}, "s3": {"buckets": buckets}}}

test_both if {
	findings := rule.deny with input as snapshot([instance], [bucket]) with data.params.allowed_regions as ["eu-west-1"]
	findings == {
		{
			"msg": "Instance 'i-1' is in sa-east-1, which is not an allowed region.",
			"resource": instance.arn,
			"region": "sa-east-1",
			"evidence": {"kind": "Instance", "name": "i-1", "region": "sa-east-1"},
		},
		{
			"msg": "Bucket 'exports' is in ap-south-1, which is not an allowed region.",
			"resource": bucket.arn,
			"region": "ap-south-1",
			"evidence": {"kind": "Bucket", "name": "exports", "region": "ap-south-1"},
		},
	}
}

test_no_finding[note] if {
	some note, tc in {
		"allowed": snapshot([object.union(instance, {"region": "eu-west-1"})], []),
		"terminated": snapshot([object.union(instance, {"state": "terminated"})], []),
		"state unread": snapshot([object.remove(instance, ["state"])], []),
		"region unread": snapshot([], [object.remove(bucket, ["region"])]),
		"nothing read": {"aws": {}},
	}
	findings := rule.deny with input as tc with data.params.allowed_regions as ["eu-west-1"]
	count(findings) == 0
}

test_applicable if {
	rule.applicable with data.params.allowed_regions as ["eu-west-1"]
	not rule.applicable with data.params.allowed_regions as []
}
