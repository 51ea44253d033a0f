package tocsin.ioc.iam_user_credential_added_test

import data.tocsin.ioc.iam_user_credential_added as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

old := "2026-01-01T00:00:00Z"

recent := "2026-11-18T02:41:52Z"

# After the baseline, but not recent.
between := "2026-11-11T00:00:00Z"

row(change) := object.union(
	{
		"arn": "arn:aws:iam::123456789012:user/people/eve",
		"user": "eve",
		"report_generated_time": "2026-11-22T11:00:00Z",
		"user_creation_time": old,
		"password_enabled": false,
		"mfa_active": true,
		"access_key_1_active": false,
		"access_key_2_active": false,
	},
	change,
)

second_key(at) := {"access_key_2_active": true, "access_key_2_last_rotated": at}

password(at) := {"password_enabled": true, "password_last_changed": at}

iam(rows) := {"iam": {"credential_report": rows}}

test_second_key_of_an_old_user if {
	findings := rule.deny with input as fixture.snapshot(iam([row(second_key(recent))]))
	findings == {{
		"msg": concat("; ", [
			"The second access key of IAM user 'eve' was created or changed at 2026-11-18T02:41:52Z",
			"the user has been there since 2026-01-01T00:00:00Z.",
		]),
		"resource": "arn:aws:iam::123456789012:user/people/eve",
		"key": "access_key_2",
		"evidence": {
			"kind": "state",
			"report_generated_time": "2026-11-22T11:00:00Z",
			"user_creation_time": old,
			"access_key_2_active": true,
			"access_key_2_last_rotated": recent,
		},
		"fix": [
			"aws iam list-access-keys --user-name=eve",
			`aws iam update-access-key --user-name=eve --access-key-id="$KEY" --status=Inactive`,
		],
	}}
}

test_new_user if {
	findings := rule.deny with input as fixture.snapshot(iam([row(object.union(password(recent), {"user_creation_time": recent}))]))
	some finding in findings
	finding.msg == "The password of IAM user 'eve' was created or changed at 2026-11-18T02:41:52Z."
	finding.fix == ["aws iam delete-login-profile --user-name=eve"]
}

# Which credentials are found.
test_state[note] if {
	some note, tc in {
		"none": {"change": {}, "found": set()},
		"old": {"change": object.union(second_key(old), password(old)), "found": set()},
		"both": {"change": object.union(second_key(recent), password(recent)), "found": {"access_key_2", "password"}},
		"at the beginning of the window": {"change": second_key("2026-11-15T12:00:00Z"), "found": {"access_key_2"}},
		"before it": {"change": second_key("2026-11-15T11:59:59Z"), "found": set()},
		"inactive by now": {"change": {"access_key_1_last_rotated": recent}, "found": {"access_key_1"}},
		"root": {"change": object.union(second_key(recent), {"user": "<root_account>", "arn": fixture.root}), "found": set()},
	}
	findings := rule.deny with input as fixture.snapshot(iam([row(tc.change)]))
	{finding.key | some finding in findings} == tc.found
}

test_drift[note] if {
	some note, tc in {
		"new key": {"then": [row({})], "now": second_key(between), "found": {"access_key_2"}},
		"another key": {"then": [row(second_key(old))], "now": second_key(between), "found": {"access_key_2"}},
		"same key": {"then": [row(second_key(old))], "now": second_key(old), "found": set()},
		"old key, activated": {
			"then": [row(object.union(second_key(old), {"access_key_2_active": false}))],
			"now": second_key(old),
			"found": {"access_key_2"},
		},
		"key gone": {"then": [row(second_key(old))], "now": {}, "found": set()},
		"key made inactive": {
			"then": [row(second_key(old))],
			"now": {"access_key_2_last_rotated": between},
			"found": set(),
		},
		"login profile": {"then": [row({})], "now": password(between), "found": {"password"}},
		"password changed": {"then": [row(password(old))], "now": password(between), "found": {"password"}},
		"new user": {"then": [], "now": second_key(between), "found": {"access_key_2"}},
		"time unknown then": {"then": [object.remove(row(password(old)), ["password_last_changed"])], "now": password(between), "found": set()},
		"time unknown now": {"then": [row(password(old))], "now": {"password_enabled": true}, "found": set()},
	}
	findings := rule.deny with input as drift.now(iam([row(tc.now)])) with data.baseline as drift.then(iam(tc.then))
	{finding.key | some finding in findings} == tc.found
	{finding.evidence.kind | some finding in findings} == {"drift" | some _ in tc.found}
}

test_drift_says_so[note] if {
	some note, tc in {
		"new": {"then": [row({})], "msg": "is new; in the baseline there was none that is active"},
		"new user": {"then": [], "msg": "is new; the baseline has neither it nor the user"},
		"changed": {
			"then": [row(second_key(old))],
			"msg": "was changed at 2026-11-11T00:00:00Z; the baseline has an older one",
		},
	}
	findings := rule.deny with input as drift.now(iam([row(second_key(between))])) with data.baseline as drift.then(iam(tc.then))
	some finding in findings
	finding.evidence.baseline == drift.since
	finding.msg == sprintf(
		"The second access key of IAM user 'eve' %s; the user has been there since 2026-01-01T00:00:00Z.",
		[tc.msg],
	)
}

test_one_finding_for_both if {
	findings := rule.deny with input as drift.now(iam([row(second_key(recent))])) with data.baseline as drift.then(iam([row({})]))
	{finding.evidence.kind | some finding in findings} == {"drift"}
}

# What the baseline did not read is not new.
test_baseline_unread[note] if {
	some note, coverage in {"missing": drift.unread, "partial": {"status": "partial"}, "off": {"status": "off"}}
	baseline := object.union(drift.then(iam([])), {"coverage": {"iam.credential_report": coverage}})
	findings := rule.deny with input as drift.now(iam([row(second_key(between))])) with data.baseline as baseline
	count(findings) == 0
}

test_report_from_before if {
	snapshot := fixture.snapshot(iam([row({"report_generated_time": "2026-11-15T11:00:00Z"})]))
	reasons := rule.unknown with input as snapshot
	reasons == {"the credential report was made at 2026-11-15T11:00:00Z, before what counts as recent began"}
}

test_clean if {
	findings := rule.deny with input as fixture.snapshot(iam([row({})]))
	count(findings) == 0
	reasons := rule.unknown with input as fixture.snapshot(iam([row({})]))
	count(reasons) == 0
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
	reasons := rule.unknown with input as fixture.empty
	count(reasons) == 0
}

adding(name, more) := fixture.event(sprintf("iam.amazonaws.com/%s", [name]), more)

test_event[note] if {
	some note in [
		"CreateAccessKey",
		"CreateLoginProfile",
		"UpdateLoginProfile",
		"CreateServiceSpecificCredential",
		"UploadSSHPublicKey",
		"UploadSigningCertificate",
	]
	some finding in rule.deny with input as fixture.events([adding(note, {"request": {"userName": "eve"}})])
	finding.msg == sprintf("%s added a credential (%s) to IAM user 'eve' %s.", [fixture.by_mallory, note, fixture.then_and_there])
	finding.resource == "arn:aws:iam::123456789012:user/eve"
	not finding.evidence.access_key_id
}

# Whoever names no user gets a key of his own; CloudTrail has no request then.
test_event_of_an_own_key[note] if {
	some note, more in {"no request": {}, "an empty one": {"request": {}}}
	event := object.union(adding("CreateAccessKey", more), {
		"actor": {"user_name": "mallory"},
		"response": {"accessKey": {"accessKeyId": "AKIAEXAMPLE"}},
	})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "to the caller's own user")
	finding.resource == "arn:aws:iam::123456789012:user/mallory"
	finding.evidence.access_key_id == "AKIAEXAMPLE"
}

# For whom a denied call would have been is not known.
test_event_of_an_attempt if {
	event := object.union(fixture.denied("iam.amazonaws.com/CreateAccessKey"), {"actor": {"user_name": "mallory"}})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "tried to add a credential (CreateAccessKey) to an IAM user at")
	finding.resource == fixture.account
}

test_event_by_root_for_a_user if {
	event := fixture.by_root("iam.amazonaws.com/CreateAccessKey", {"request": {"userName": "eve"}})
	count(rule.deny) == 1 with input as fixture.events([event])
}

test_event_clean[note] if {
	some note, event in {
		"root's own": fixture.by_root("iam.amazonaws.com/CreateAccessKey", {}),
		"key deleted": adding("DeleteAccessKey", {"request": {"userName": "eve"}}),
		"another service": fixture.event("x.amazonaws.com/CreateAccessKey", {"request": {"userName": "eve"}}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}
