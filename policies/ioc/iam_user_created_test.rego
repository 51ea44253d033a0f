package tocsin.ioc.iam_user_created_test

import data.tocsin.ioc.iam_user_created as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

user(change) := object.union(
	{
		"arn": "arn:aws:iam::123456789012:user/ops/backup",
		"name": "backup",
		"create_date": "2026-11-21T03:14:15Z",
		"groups": ["admins"],
		"attached_policies": [{"arn": "arn:aws:iam::aws:policy/AdministratorAccess", "name": "AdministratorAccess"}],
	},
	change,
)

snapshot(users) := fixture.snapshot({"iam": {"users": users}})

test_created if {
	findings := rule.deny with input as snapshot([user({})])
	findings == {{
		"msg": "IAM user 'backup' was created at 2026-11-21T03:14:15Z.",
		"resource": "arn:aws:iam::123456789012:user/ops/backup",
		"evidence": {
			"kind": "state",
			"create_date": "2026-11-21T03:14:15Z",
			"groups": ["admins"],
			"attached_policies": ["arn:aws:iam::aws:policy/AdministratorAccess"],
		},
		"fix": ["aws iam attach-user-policy --user-name=backup --policy-arn=arn:aws:iam::aws:policy/AWSDenyAll"],
	}}
}

test_window[note] if {
	some note, tc in {
		"at its beginning": {"create_date": "2026-11-15T12:00:00Z", "findings": 1},
		"before": {"create_date": "2026-11-15T11:59:59Z", "findings": 0},
	}
	findings := rule.deny with input as snapshot([user({"create_date": tc.create_date})])
	count(findings) == tc.findings
}

test_name_like_an_option if {
	findings := rule.deny with input as snapshot([user({"name": "--force"})])
	some finding in findings
	startswith(finding.fix[0], "aws iam attach-user-policy --user-name=--force ")
}

test_clean if {
	findings := rule.deny with input as snapshot([])
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"users": {"iam": {"roles": []}},
		"date": {"iam": {"users": [object.remove(user({}), ["create_date"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}

older := user({"create_date": "2026-11-11T00:00:00Z", "id": "AIDAEXAMPLE1"})

test_drift[note] if {
	some note, tc in {
		"new": {"before": [], "findings": {"drift"}},
		"known": {"before": [older], "findings": set()},
		"renamed": {"before": [object.union(older, {"arn": "arn:aws:iam::123456789012:user/former"})], "findings": set()},
		"known, of an unknown id": {"before": [object.remove(older, ["id"])], "findings": set()},
		"created again": {"before": [object.union(older, {"id": "AIDAEXAMPLE2"})], "findings": {"drift"}},
	}
	findings := rule.deny with input as drift.now({"iam": {"users": [older]}})
		with data.baseline as drift.then({"iam": {"users": tc.before}})
	{finding.evidence.kind | some finding in findings} == tc.findings
}

test_drift_says_so if {
	findings := rule.deny with input as drift.now({"iam": {"users": [older]}})
		with data.baseline as drift.then({"iam": {"users": []}})
	some finding in findings
	finding.msg == "IAM user 'backup' was created at 2026-11-11T00:00:00Z; the baseline does not have it."
	finding.evidence.baseline == drift.since
}

test_one_finding_for_both if {
	findings := rule.deny with input as drift.now({"iam": {"users": [user({})]}})
		with data.baseline as drift.then({"iam": {"users": []}})
	{finding.evidence.kind | some finding in findings} == {"drift"}
}

# What the baseline did not read is not new.
test_baseline_unread[note] if {
	some note, coverage in {"missing": drift.unread, "partial": {"status": "partial"}, "off": {"status": "off"}}
	baseline := object.union(drift.then({"iam": {"users": []}}), {"coverage": {"iam.users": coverage}})
	findings := rule.deny with input as drift.now({"iam": {"users": [older]}}) with data.baseline as baseline
	count(findings) == 0
}

creating(more) := fixture.event("iam.amazonaws.com/CreateUser", object.union({"request": {"userName": "eve", "path": "/ops/"}}, more))

# The state of the same user has the same ARN.
test_event if {
	some finding in rule.deny with input as fixture.events([creating({})])
	finding.msg == sprintf("%s created IAM user 'eve' %s.", [fixture.by_mallory, fixture.then_and_there])
	finding.resource == "arn:aws:iam::123456789012:user/ops/eve"
	finding.key == "id-of-CreateUser"
	finding.fix == ["aws iam attach-user-policy --user-name=eve --policy-arn=arn:aws:iam::aws:policy/AWSDenyAll"]
}

test_event_by_root if {
	event := fixture.by_root("iam.amazonaws.com/CreateUser", {"request": {"userName": "eve"}})
	some finding in rule.deny with input as fixture.events([event])
	startswith(finding.msg, sprintf("'%s' created IAM user 'eve'", [fixture.root]))
	finding.resource == "arn:aws:iam::123456789012:user/eve"
	finding.evidence.root == "human"
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("iam.amazonaws.com/CreateUser")])
	contains(finding.msg, "tried to create an IAM user at")
	finding.resource == fixture.account
	finding.fix == []
}

test_event_of_a_hostile_name if {
	some finding in rule.deny with input as fixture.events([creating({"request": {"userName": "x'; rm -rf ~\n"}})])
	startswith(finding.fix[0], "aws iam attach-user-policy --user-name='x'\\''; rm -rf ~\n' --policy-arn=")
}

test_event_without_a_name if {
	event := object.union(object.remove(creating({}), ["request"]), {"request": {"omitted": true}})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "created an IAM user at")
	finding.fix == []
}

test_event_clean[note] if {
	some note, event in {
		"another call": fixture.event("iam.amazonaws.com/TagUser", {"request": {"userName": "eve"}}),
		"another service": fixture.event("cognito-idp.amazonaws.com/CreateUser", {"request": {"userName": "eve"}}),
		"before the window": creating({"time": "2026-11-21T11:00:00Z"}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}
