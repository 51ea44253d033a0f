package tocsin.ioc.ami_created_test

import data.tocsin.ioc.ami_created as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

foreign := "999988887777"

image(change) := object.union(
	{
		"arn": "arn:aws:ec2:us-east-1::image/ami-1",
		"id": "ami-1",
		"region": "us-east-1",
		"name": "copy",
		"creation_date": "2026-11-21T02:46:40Z",
		"is_public": false,
		"aws_tags": [],
	},
	change,
)

old := image({"creation_date": "2024-01-01T00:00:00Z"})

complete := {name: {"status": "complete"} |
	some name in ["organizations.organization", "organizations.accounts", "ec2.images", "ec2.image_sharing"]
}

# An account in no organisation, with one image.
snapshot(image, shared_with) := object.union(
	fixture.snapshot({"ec2": {
		"images": [image],
		"image_sharing": [{"arn": image.arn, "id": image.id, "region": image.region, "shared_with": shared_with}],
	}}),
	{"coverage": complete},
)

none := object.union(fixture.snapshot({"ec2": {"images": [], "image_sharing": []}}), {"coverage": complete})

test_within_the_window if {
	findings := rule.deny with input as snapshot(image({}), [foreign])
	findings == {{
		"msg": "Image 'ami-1' (copy) in us-east-1 was created at 2026-11-21T02:46:40Z, and is shared with '999988887777'.",
		"resource": "arn:aws:ec2:us-east-1::image/ami-1",
		"region": "us-east-1",
		"key": "created",
		"evidence": {"kind": "state", "creation_date": "2026-11-21T02:46:40Z", "name": "copy", "is_public": false},
		"fix": [concat(" ", [
			"aws ec2 modify-image-attribute --image-id=ami-1",
			`--launch-permission='{"Remove":[{"UserId":"999988887777"}]}' --region=us-east-1`,
		])],
	}}
}

test_since_the_baseline if {
	findings := rule.deny with input as snapshot(old, []) with data.baseline as none
	{finding.msg | some finding in findings} == {"Image 'ami-1' (copy) in us-east-1 was created since the baseline."}
	every finding in findings { finding.evidence.kind == "drift" }
}

test_window[note] if {
	some note, tc in {
		"at its beginning": {"creation_date": "2026-11-15T12:00:00Z", "findings": 1},
		"before": {"creation_date": "2026-11-15T11:59:59Z", "findings": 0},
	}
	findings := rule.deny with input as snapshot(image({"creation_date": tc.creation_date}), [])
	count(findings) == tc.findings
}

test_shared_since_the_baseline[note] if {
	some note, tc in {
		"account": {"who": foreign, "permission": "UserId"},
		"everyone": {"who": "all", "permission": "Group"},
		"organisation": {"who": "arn:aws:organizations::999988887777:organization/o-abc123def4", "permission": "OrganizationArn"},
		"unit": {"who": "arn:aws:organizations::999988887777:ou/o-abc123def4/ou-ab12-cdefghij", "permission": "OrganizationalUnitArn"},
	}
	findings := rule.deny with input as snapshot(old, [tc.who]) with data.baseline as snapshot(old, [])
	{finding.key | some finding in findings} == {tc.who}
	every finding in findings {
		finding.evidence == {"kind": "drift", "baseline": "2026-11-22T12:00:00Z", "shared_with": [tc.who]}
		contains(finding.fix[0], sprintf(`{"Remove":[{"%s":"%s"}]}`, [tc.permission, tc.who]))
	}
}

test_clean[note] if {
	some note, tc in {
		"old": {"now": snapshot(old, []), "then": snapshot(old, [])},
		"shared for long": {"now": snapshot(old, [foreign]), "then": snapshot(old, [foreign])},
		"shared with the account itself": {"now": snapshot(old, ["123456789012"]), "then": snapshot(old, [])},
		"backup": {"now": snapshot(image({"aws_tags": ["aws:backup:source-resource"]}), []), "then": none},
		"image by a lifecycle policy": {"now": snapshot(image({"aws_tags": ["aws:dlm:lifecycle-policy-id"]}), []), "then": none},
		"image by another part of one": {"now": snapshot(image({"aws_tags": ["aws:dlm:lifecycle-schedule-name"]}), []), "then": none},
		"backup that the account shares with itself": {
			"now": snapshot(image({"aws_tags": ["aws:backup:source-resource"]}), ["123456789012"]),
			"then": none,
		},
		"deleted": {"now": none, "then": snapshot(old, [])},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_what_excuses_nothing[note] if {
	some note, tc in {
		"no tag": {"tags": [], "shared_with": []},
		"tag of a stack of one's own": {"tags": ["aws:cloudformation:stack-name"], "shared_with": []},
		"tag like AWS's": {"tags": ["dlm:managed", "backup:source-resource"], "shared_with": []},
		"tag in other letters": {"tags": ["AWS:backup:source-resource"], "shared_with": []},
		"tag with another service's name": {"tags": ["aws:backups"], "shared_with": []},
		"backup that is shared out": {"tags": ["aws:backup:source-resource"], "shared_with": [foreign]},
	}
	findings := rule.deny with input as snapshot(image({"aws_tags": tc.tags}), tc.shared_with)
	{finding.key | some finding in findings} == {"created"}
}

test_shared_backup if {
	backup := object.union(old, {"aws_tags": ["aws:backup:source-resource"]})
	findings := rule.deny with input as snapshot(backup, [foreign]) with data.baseline as snapshot(backup, [])
	{finding.key | some finding in findings} == {foreign}
}

test_trusted_account if {
	findings := rule.deny with input as snapshot(old, [foreign]) with data.baseline as snapshot(old, [])
		with data.params.trusted_accounts as [foreign]
	count(findings) == 0
}

test_unread[note] if {
	some note, tc in {
		"now": {"now": fixture.empty, "then": none},
		"then": {"now": snapshot(old, [foreign]), "then": fixture.empty},
		"region then": {"now": snapshot(old, []), "then": object.union(none, {"coverage": {"ec2.images": {
			"status": "partial",
			"gaps": [{"region": "us-east-1"}],
		}}})},
		"date": {"now": snapshot(object.remove(old, ["creation_date"]), []), "then": snapshot(old, [])},
		"organisation": {
			"now": object.union(snapshot(old, [foreign]), {"coverage": {"organizations.accounts": {"status": "missing"}}}),
			"then": snapshot(old, []),
		},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

made(name, more) := fixture.event(sprintf("ec2.amazonaws.com/%s", [name]), object.union({"response": {"imageId": "ami-9"}}, more))

of_events(findings) := {finding | some finding in findings; finding.evidence.kind == "event"}

test_event[note] if {
	some note in ["RegisterImage", "CreateImage", "CopyImage", "ImportImage", "CreateRestoreImageTask"]
	some finding in rule.deny with input as fixture.events([made(note, {"request": {"name": "x"}})])
	contains(finding.msg, sprintf("made (%s) image 'ami-9'", [note]))
	finding.resource == "arn:aws:ec2:us-east-1::image/ami-9"
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("ec2.amazonaws.com/CopyImage")])
	contains(finding.msg, "tried to make (CopyImage) an image")
	finding.resource == fixture.account
}

test_event_of_a_backup[note] if {
	some note in ["backup.amazonaws.com", "dlm.amazonaws.com"]
	event := made("CreateImage", {"actor": {"type": "AssumedRole", "invoked_by": note}})
	count(rule.deny) == 0 with input as fixture.events([event])
}

sharing(permission) := fixture.event(
	"ec2.amazonaws.com/ModifyImageAttribute",
	{"request": {"imageId": "ami-9", "launchPermission": permission}},
)

test_event_of_sharing[note] if {
	some note, item in {"999999999999": {"userId": "999999999999"}, "all": {"group": "all"}}
	some finding in rule.deny with input as fixture.events([sharing({"add": {"items": [item]}})])
	contains(finding.msg, sprintf("shared with '%s' image 'ami-9'", [note]))
}

# Taking a permission back is none, nor is sharing with oneself.
test_event_of_sharing_clean[note] if {
	some note, permission in {
		"taken back": {"remove": {"items": [{"userId": "999999999999"}]}},
		"own account": {"add": {"items": [{"userId": "123456789012"}]}},
	}
	count(rule.deny) == 0 with input as fixture.events([sharing(permission)])
}

# Whether an account is the organisation's could not be read: no verdict follows.
test_event_of_sharing_unread if {
	event := sharing({"add": {"items": [{"userId": "999999999999"}]}})
	snapshot := object.union(fixture.events([event]), {"coverage": {"organizations.organization": drift.unread}})
	count(rule.deny) == 0 with input as snapshot
}

# One call shares with several; they are one finding.
test_event_of_sharing_with_several if {
	items := [{"userId": "999999999999"}, {"userId": "888888888888"}, {"userId": "123456789012"}]
	findings := rule.deny with input as fixture.events([sharing({"add": {"items": items}})])
	[finding.evidence.shared_with | some finding in findings] == [["888888888888", "999999999999"]]
	some finding in findings
	contains(finding.msg, "shared with '888888888888', '999999999999' image 'ami-9'")
}
