package tocsin.ioc.ami_unexpected_owner_test

import data.tocsin.ioc.ami_unexpected_owner as rule
import data.tocsin.lib.drift_test as drift
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

launch(id, more) := fixture.event(
	"ec2.amazonaws.com/RunInstances",
	object.union({"request": {"instancesSet": {"items": [{"imageId": id}]}}}, more),
)

of_events(findings) := {finding | some finding in findings; finding.evidence.kind == "event"}

test_event_without_state[note] if {
	some note, event in {
		"request": launch("ami-1", {}),
		"launch template": fixture.event(
			"ec2.amazonaws.com/RunInstances",
			{"request": {"launchTemplate": {"launchTemplateId": "lt-1"}}, "response": {"instancesSet": {"items": [{"imageId": "ami-1"}]}}},
		),
	}
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "launched instances of image 'ami-1' of an owner who is not known")
	finding.resource == "arn:aws:ec2:us-east-1::image/ami-1"
}

test_event_of_an_attempt if {
	event := launch("ami-1", {"succeeded": false, "error_code": "Client.UnauthorizedOperation"})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "tried to launch instances of image 'ami-1'")
}

# Whose image it was that no instance runs any more, nobody can tell; a service that launches many
# instances for a short time would leave a lot of them.
test_event_of_a_former_image if {
	aws := {"ec2": {"instance_images": [], "images": []}}
	reasons := rule.unknown with input as drift.now(object.union(aws, fixture.activity([launch("ami-1", {})])))
	count(reasons) == 1
	scaled := launch("ami-1", {"actor": {"type": "AWSService", "invoked_by": "autoscaling.amazonaws.com"}})
	count(rule.unknown) == 0 with input as drift.now(object.union(aws, fixture.activity([scaled])))
	count(rule.deny) == 0 with input as drift.now(object.union(aws, fixture.activity([launch("ami-1", {})])))
}

test_event_of_an_own_image if {
	aws := {"ec2": {"instance_images": [], "images": [{"id": "ami-1"}]}}
	snapshot := drift.now(object.union(aws, fixture.activity([launch("ami-1", {})])))
	count(rule.unknown) == 0 with input as snapshot
	count(of_events(rule.deny)) == 0 with input as snapshot
}
