package tocsin.lib.images_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.images

# An image of a stranger, as two instances in us-east-1 run it.
image(change) := object.union(
	{
		"image_arn": "arn:aws:ec2:us-east-1::image/ami-1",
		"image_id": "ami-1",
		"region": "us-east-1",
		"name": "ubuntu",
		"owner_id": "777766665555",
		"is_public": true,
		"state": "available",
		"allowed": true,
	},
	change,
)

instance(n) := sprintf("arn:aws:ec2:us-east-1:123456789012:instance/i-%d", [n])

settings(change) := object.union({"region": "us-east-1", "state": "disabled", "managed_by": "account"}, change)

# An account in no organisation.
snapshot(change, settings) := object.union(
	fixture.snapshot({"ec2": {
		"instance_images": [object.union(image(change), {"instance_arn": instance(n)}) | some n in [1, 2]],
		"allowed_images": settings,
	}}),
	{"coverage": {"organizations.organization": {"status": "complete"}, "organizations.accounts": {"status": "complete"}}},
)

test_unexpected[note] if {
	some note, tc in {
		"stranger": {"change": {}, "settings": {}, "found": 1},
		"self": {"change": {"owner_id": "123456789012"}, "settings": {}, "found": 0},
		"Amazon": {"change": {"owner_alias": "amazon"}, "settings": {}, "found": 0},
		"marketplace": {"change": {"owner_alias": "aws-marketplace"}, "settings": {}, "found": 0},
		"a name like Amazon's": {"change": {"name": "amazon/al2023"}, "settings": {}, "found": 1},
		"allowed by the account itself": {"change": {}, "settings": {"state": "enabled"}, "found": 1},
		"allowed by the organisation": {"change": {}, "settings": {"state": "enabled", "managed_by": "declarative-policy"}, "found": 0},
		"not allowed by the organisation": {
			"change": {"allowed": false},
			"settings": {"state": "audit-mode", "managed_by": "declarative-policy"},
			"found": 1,
		},
	}
	found := images.unexpected with input as snapshot(tc.change, [settings(tc.settings)])
	count(found) == tc.found
}

test_allowed_owner if {
	found := images.unexpected with input as snapshot({}, [settings({})]) with data.params.allowed_image_owners as ["777766665555"]
	count(found) == 0
}

test_unread[note] if {
	some note, aws in {
		"settings": snapshot({}, []),
		"settings of the region": snapshot({}, [settings({"region": "eu-west-1"})]),
		"organisation": object.remove(snapshot({}, [settings({})]), ["coverage"]),
		"everything": fixture.empty,
	}
	found := images.unexpected with input as object.union({"coverage": {}}, aws)
	count(found) == 0
}

test_instances if {
	found := images.instances(image({})) with input as snapshot({}, [])
	found == [instance(1), instance(2)]
}
