package tocsin.impact.credential_not_rotated_test

import data.tocsin.impact.credential_not_rotated as rule
import data.tocsin.lib.fixture_test as fixture

start := "2026-11-18T00:00:00Z"

old := "2026-01-01T00:00:00Z"

renewed := "2026-11-20T00:00:00Z"

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

root(change) := row(object.union({"user": "<root_account>", "arn": fixture.root}, change))

old_key := {"access_key_1_active": true, "access_key_1_last_rotated": old}

old_password := {"password_enabled": true, "password_last_changed": old}

snapshot(rows) := object.union(
	fixture.snapshot({"iam": {"credential_report": rows}}),
	{"meta": {"window": {"incident_start": start}}},
)

test_old_key if {
	used := {"access_key_1_last_used_date": "2026-11-01T00:00:00Z", "access_key_1_last_used_service": "s3"}
	findings := rule.deny with input as snapshot([row(object.union(old_key, used))])
	findings == {{
		"msg": "The first access key of IAM user 'eve' is of 2026-01-01T00:00:00Z, before the incident began.",
		"resource": "arn:aws:iam::123456789012:user/people/eve",
		"key": "access_key_1",
		"evidence": {
			"incident_start": start,
			"report_generated_time": "2026-11-22T11:00:00Z",
			"user_creation_time": old,
			"access_key_1_active": true,
			"access_key_1_last_rotated": old,
			"access_key_1_last_used_date": "2026-11-01T00:00:00Z",
			"access_key_1_last_used_service": "s3",
		},
		"fix": [
			"aws iam list-access-keys --user-name=eve",
			`aws iam update-access-key --user-name=eve --access-key-id="$KEY" --status=Inactive`,
		],
	}}
}

test_root if {
	findings := rule.deny with input as snapshot([root(object.union(old_key, old_password))])
	{finding.msg | some finding in findings} == {
		"The first access key of the root user of account '123456789012' is of 2026-01-01T00:00:00Z, before the incident began.",
		"The password of the root user of account '123456789012' is of 2026-01-01T00:00:00Z, before the incident began.",
	}
	{finding.fix | some finding in findings} == {[]}
}

# Which credentials are found.
test_credentials[note] if {
	some note, tc in {
		"none": {"change": {}, "found": set()},
		"old password": {"change": old_password, "found": {"password"}},
		"old password that is off": {"change": {"password_last_changed": old}, "found": set()},
		"new password": {"change": {"password_enabled": true, "password_last_changed": renewed}, "found": set()},
		# Peers take a key that was never used for one that is not in use.
		"old key that was never used": {"change": old_key, "found": {"access_key_1"}},
		"old key that is inactive": {"change": object.union(old_key, {"access_key_1_active": false}), "found": set()},
		"new key": {"change": {"access_key_1_active": true, "access_key_1_last_rotated": renewed}, "found": set()},
		"new key beside an old one": {
			"change": object.union(old_key, {"access_key_2_active": true, "access_key_2_last_rotated": renewed}),
			"found": {"access_key_1"},
		},
		"second key": {"change": {"access_key_2_active": true, "access_key_2_last_rotated": old}, "found": {"access_key_2"}},
		"made as it began": {"change": {"access_key_1_active": true, "access_key_1_last_rotated": start}, "found": set()},
	}
	findings := rule.deny with input as snapshot([row(tc.change)])
	{finding.key | some finding in findings} == tc.found
	reasons := rule.unknown with input as snapshot([row(tc.change)])
	count(reasons) == 0
}

# AWS may write not_supported for root.
test_p2_what_the_report_does_not_say[note] if {
	some note, row in {
		"time": root({"password_enabled": true}),
		"password": object.remove(root({}), ["password_enabled"]),
		"whether there is an old password": object.remove(root(old_password), ["password_enabled"]),
	}
	findings := rule.deny with input as snapshot([row])
	count(findings) == 0
	reasons := rule.unknown with input as snapshot([row])
	reasons == {concat(" ", [
		"the credential report does not say whether the password of the root user of account '123456789012'",
		"is older than the incident",
	])}
}

test_it_does_not_matter_whether_a_new_password_is_on if {
	snap := snapshot([object.remove(root({"password_last_changed": renewed}), ["password_enabled"])])
	reasons := rule.unknown with input as snap
	count(reasons) == 0
}

# Such a report cannot show what was renewed since.
test_report_from_before if {
	snap := snapshot([row(object.union(old_key, {"report_generated_time": "2026-11-17T23:00:00Z"}))])
	findings := rule.deny with input as snap
	count(findings) == 0
	reasons := rule.unknown with input as snap
	reasons == {"the credential report was made at 2026-11-17T23:00:00Z, before the incident began"}
}

test_applicable if rule.applicable with input as snapshot([])

test_skipped_without_incident if {
	snap := fixture.snapshot({"iam": {"credential_report": [row(old_key)]}})
	not rule.applicable with input as snap
	findings := rule.deny with input as snap
	count(findings) == 0
	reasons := rule.unknown with input as snap
	count(reasons) == 0
}

test_unread if {
	snap := object.remove(snapshot([]), ["aws"])
	findings := rule.deny with input as snap
	count(findings) == 0
}
