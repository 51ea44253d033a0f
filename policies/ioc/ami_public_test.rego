package tocsin.ioc.ami_public_test

import data.tocsin.ioc.ami_public as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.images_test

snapshot(change) := images_test.snapshot(change, [images_test.settings({})])

test_public if {
	findings := rule.deny with input as snapshot({})
	findings == {{
		"msg": "Image 'ami-1' in us-east-1 is a public community image, on 2 instances.",
		"resource": "arn:aws:ec2:us-east-1::image/ami-1",
		"region": "us-east-1",
		"evidence": {
			"instances": [images_test.instance(1), images_test.instance(2)],
			"name": "ubuntu",
			"owner_id": "777766665555",
			"is_public": true,
		},
		"fix": [],
	}}
}

test_clean[note] if {
	some note, change in {
		"Amazon's": {"owner_alias": "amazon"},
		"own": {"owner_id": "123456789012"},
		"shared by a stranger": {"is_public": false},
	}
	findings := rule.deny with input as snapshot(change)
	count(findings) == 0
	reasons := rule.unknown with input as snapshot(change)
	count(reasons) == 0
}

test_unread_permissions if {
	gone := {"instance_arn": images_test.instance(1), "image_id": "ami-1", "region": "us-east-1", "owner_id": "777766665555"}
	reasons := rule.unknown with input as fixture.snapshot({"ec2": {"instance_images": [gone]}})
	reasons == {"AWS does not say whether image 'ami-1' is public"}
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
