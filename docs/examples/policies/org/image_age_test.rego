package org.image_age_test

import data.org.image_age as rule

image := {
	"arn": "arn:aws:ec2:eu-west-1::image/ami-1",
	"id": "ami-1",
	"region": "eu-west-1",
	"creation_date": "2026-07-01T06:00:00Z",
}

used := {
	"instance_arn": "arn:aws:ec2:eu-west-1:123456789012:instance/i-1",
	"image_arn": image.arn,
	"image_id": image.id,
	"owner_id": "123456789012",
}

made_on(day) := object.union(image, {"creation_date": sprintf("%sT12:00:00Z", [day])})

snapshot(images, instance_images) := {
	"meta": {"account_id": "123456789012", "collected_at": "2026-11-22T12:00:00Z"},
	"aws": {"ec2": {"images": images, "instance_images": instance_images}},
}

test_old if {
	findings := rule.deny with input as snapshot([image], [used])
	findings == {{
		"msg": "Image 'ami-1' is 144 days old, and 90 are allowed.",
		"resource": image.arn,
		"region": "eu-west-1",
		"evidence": {"creation_date": "2026-07-01T06:00:00Z", "instances": [used.instance_arn]},
	}}
}

test_age[note] if {
	some note, tc in {
		"in time": {"images": [made_on("2026-08-24")], "used": [used], "findings": 0},
		"a day late": {"images": [made_on("2026-08-23")], "used": [used], "findings": 1},
		"not used": {"images": [image], "used": [], "findings": 0},
		"date unread": {"images": [object.remove(image, ["creation_date"])], "used": [used], "findings": 0},
	}
	findings := rule.deny with input as snapshot(tc.images, tc.used)
	count(findings) == tc.findings
}

test_parameter if {
	findings := rule.deny with input as snapshot([image], [used]) with data.params.image_age_days as 365
	count(findings) == 0
}

test_nothing_read if {
	findings := rule.deny with input as {"meta": {"collected_at": "2026-11-22T12:00:00Z"}, "aws": {}}
	count(findings) == 0
}

test_unknown[note] if {
	some note, tc in {
		"its date is known": {"images": [image], "used": used, "reasons": 0},
		"date unread": {"images": [object.remove(image, ["creation_date"])], "used": used, "reasons": 1},
		"deregistered": {"images": [], "used": used, "reasons": 1},
		"owner unread": {"images": [], "used": object.remove(used, ["owner_id"]), "reasons": 1},
		"of another account": {"images": [], "used": object.union(used, {"owner_id": "210987654321"}), "reasons": 0},
	}
	reasons := rule.unknown with input as snapshot(tc.images, [tc.used])
	count(reasons) == tc.reasons
}
