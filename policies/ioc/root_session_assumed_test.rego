package tocsin.ioc.root_session_assumed_test

import data.tocsin.ioc.root_session_assumed as rule
import data.tocsin.lib.fixture_test as fixture

unlock := "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"

opening(member) := fixture.event("sts.amazonaws.com/AssumeRoot", {
	"request": {"targetPrincipal": member, "taskPolicyArn": {"arn": unlock}},
	"response": {"credentials": {"accessKeyId": "ASIAEXAMPLE"}},
})

call := fixture.by_root("s3.amazonaws.com/DeleteBucketPolicy", {
	"root": "managed",
	"actor": {"access_key_id": "ASIAEXAMPLE", "assumed_root": true},
})

test_opened[note] if {
	some note, member in {"by id": "210987654321", "by ARN": "arn:aws:iam::210987654321:root"}
	some finding in rule.deny with input as fixture.events([opening(member)])
	finding.msg == sprintf("%s opened a root session in account '210987654321' for task '%s' %s.", [
		fixture.by_mallory,
		unlock,
		fixture.then_and_there,
	])
	finding.resource == "arn:aws:iam::210987654321:root"
	finding.evidence.calls == []
	finding.fix == []
}

# With both ends at hand the session's calls belong to its opening.
test_joined if {
	other := object.union(call, {"name": "ListBuckets", "actor": {"access_key_id": "ASIAOTHER"}})
	findings := rule.deny with input as fixture.events([opening("123456789012"), call, other])
	{[finding.key, finding.evidence.calls] | some finding in findings} == {
		["id-of-AssumeRoot", ["s3.amazonaws.com/DeleteBucketPolicy"]],
		["ASIAOTHER", ["s3.amazonaws.com/ListBuckets"]],
	}
}

test_in_the_member if {
	findings := rule.deny with input as fixture.events([call])
	findings == {{
		"msg": "A root session that another account opened made 1 calls between 2026-11-22T03:00:00Z and 2026-11-22T03:00:00Z.",
		"resource": fixture.root,
		"key": "ASIAEXAMPLE",
		"evidence": {"kind": "event", "access_key_id": "ASIAEXAMPLE", "calls": ["s3.amazonaws.com/DeleteBucketPolicy"]},
		"fix": [],
	}}
}

# Whose root was wanted a denied call does not tell.
test_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("sts.amazonaws.com/AssumeRoot")])
	contains(finding.msg, "tried to open a root session in an account that is not named for a task at")
	finding.evidence.succeeded == false
}

test_clean[note] if {
	some note, event in {
		"root itself": object.union(call, {"root": "human"}),
		"another role": fixture.event("sts.amazonaws.com/AssumeRole", {"request": {"targetPrincipal": "210987654321"}}),
		"before the window": object.union(opening("210987654321"), {"time": "2026-11-21T11:00:00Z"}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_unread if {
	count(rule.deny) == 0 with input as fixture.empty
}
