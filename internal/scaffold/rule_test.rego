package example.rule_test

import data.example.rule

snapshot(instances) := {"aws": {"ec2": {"instances": instances}}}

instance(region) := {
	"arn": sprintf("arn:aws:ec2:%s:123456789012:instance/i-1", [region]),
	"id": "i-1",
	"region": region,
	"image_id": "ami-1",
}

test_region_not_in_use if {
	findings := rule.deny with input as snapshot([instance("sa-east-1")])
	findings == {{
		"msg": "Instance 'i-1' runs in sa-east-1, which is not in use.",
		"resource": "arn:aws:ec2:sa-east-1:123456789012:instance/i-1",
		"evidence": {"region": "sa-east-1", "image_id": "ami-1"},
	}}
}

test_region_in_use if {
	findings := rule.deny with input as snapshot([instance("eu-west-1")])
	count(findings) == 0
}

# Where nothing could be read, nothing is wrong: tocsin makes the verdict unknown.
test_unread if {
	findings := rule.deny with input as {"aws": {}}
	count(findings) == 0
}
