package tocsin.ioc.ami_unavailable_test

import data.tocsin.ioc.ami_unavailable as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.images_test

snapshot(change) := images_test.snapshot(change, [])

test_deregistered if {
	findings := rule.deny with input as snapshot({"state": "deregistered", "owner_id": "123456789012"})
	findings == {{
		"msg": "Image 'ami-1' in us-east-1, on 2 instances, is deregistered.",
		"resource": "arn:aws:ec2:us-east-1::image/ami-1",
		"region": "us-east-1",
		"evidence": {
			"instances": [images_test.instance(1), images_test.instance(2)],
			"name": "ubuntu",
			"owner_id": "123456789012",
			"state": "deregistered",
		},
		"fix": [],
	}}
}

test_states[note] if {
	some note, tc in {
		"disabled": {"change": {"state": "disabled"}, "findings": 1},
		"invalid": {"change": {"state": "invalid"}, "findings": 1},
		"available": {"change": {}, "findings": 0},
		"pending": {"change": {"state": "pending"}, "findings": 0},
		"Amazon's": {"change": {"state": "deregistered", "owner_alias": "amazon"}, "findings": 0},
		"the marketplace's": {"change": {"state": "deregistered", "owner_alias": "aws-marketplace"}, "findings": 0},
	}
	findings := rule.deny with input as snapshot(tc.change)
	count(findings) == tc.findings
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"state": {"ec2": {"instance_images": [{"instance_arn": "arn:x", "image_id": "ami-1", "image_arn": "arn:y", "region": "us-east-1"}]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
