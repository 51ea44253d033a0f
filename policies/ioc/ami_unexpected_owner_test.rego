package tocsin.ioc.ami_unexpected_owner_test

import data.tocsin.ioc.ami_unexpected_owner as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.images_test

snapshot(change) := images_test.snapshot(change, [images_test.settings({})])

test_unexpected if {
	findings := rule.deny with input as snapshot({})
	findings == {{
		"msg": concat(" ", [
			"Image 'ami-1' of account '777766665555', which is not one of the allowed owners,",
			"is what 2 instances in us-east-1 run.",
		]),
		"resource": "arn:aws:ec2:us-east-1::image/ami-1",
		"region": "us-east-1",
		"evidence": {
			"instances": [images_test.instance(1), images_test.instance(2)],
			"name": "ubuntu",
			"owner_id": "777766665555",
			"is_public": true,
			"state": "available",
		},
		"fix": [`aws ec2 stop-instances --instance-ids='["i-1","i-2"]' --region=us-east-1`],
	}}
}

test_clean[note] if {
	some note, change in {"own": {"owner_id": "123456789012"}, "Amazon's": {"owner_alias": "amazon"}}
	findings := rule.deny with input as snapshot(change)
	count(findings) == 0
	reasons := rule.unknown with input as snapshot(change)
	count(reasons) == 0
}

test_no_instances if {
	findings := rule.deny with input as fixture.snapshot({"ec2": {"instance_images": [], "allowed_images": []}})
	count(findings) == 0
}

# An image that is gone for good may have no owner any more.
test_without_owner if {
	aws := fixture.snapshot({"ec2": {
		"instance_images": [{"instance_arn": images_test.instance(1), "image_id": "ami-1", "region": "us-east-1"}],
		"allowed_images": [images_test.settings({})],
	}})
	reasons := rule.unknown with input as aws
	reasons == {"AWS does not say who owns image 'ami-1'"}
	findings := rule.deny with input as aws
	count(findings) == 0
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
