package tocsin.impact.user_without_mfa_test

import data.tocsin.impact.user_without_mfa as rule
import data.tocsin.lib.fixture_test as fixture

row(change) := object.union(
	{
		"arn": "arn:aws:iam::123456789012:user/people/eve",
		"user": "eve",
		"report_generated_time": "2026-11-22T11:00:00Z",
		"password_enabled": true,
		"password_last_changed": "2026-01-01T00:00:00Z",
		"mfa_active": false,
		"access_key_1_active": false,
		"access_key_2_active": false,
	},
	change,
)

snapshot(rows) := fixture.snapshot({"iam": {"credential_report": rows}})

test_without_mfa if {
	findings := rule.deny with input as snapshot([row({})])
	findings == {{
		"msg": "IAM user 'eve' can sign in to the console with a password and without MFA.",
		"resource": "arn:aws:iam::123456789012:user/people/eve",
		"evidence": {
			"password_enabled": true,
			"password_last_changed": "2026-01-01T00:00:00Z",
			"mfa_active": false,
			"report_generated_time": "2026-11-22T11:00:00Z",
		},
		"fix": ["aws iam delete-login-profile --user-name=eve"],
	}}
}

test_clean[note] if {
	some note, change in {
		"MFA": {"mfa_active": true},
		"no password": {"password_enabled": false},
		"keys only": {"password_enabled": false, "access_key_1_active": true},
		"root": {"user": "<root_account>", "arn": fixture.root},
	}
	findings := rule.deny with input as snapshot([row(change)])
	count(findings) == 0
}

test_nobody if {
	findings := rule.deny with input as snapshot([])
	count(findings) == 0
}

test_unread[note] if {
	some note, unread in {
		"everything": fixture.empty,
		"MFA": snapshot([object.remove(row({}), ["mfa_active"])]),
		"password": snapshot([object.remove(row({}), ["password_enabled"])]),
	}
	findings := rule.deny with input as unread
	count(findings) == 0
}

# Who is too new for the report may have a password.
test_user_that_is_not_reported if {
	reported := {"arn": row({}).arn, "name": "eve"}
	new := {"arn": "arn:aws:iam::123456789012:user/mallory", "name": "mallory"}
	reasons := rule.unknown with input as fixture.snapshot({"iam": {"credential_report": [row({})], "users": [reported, new]}})
	reasons == {"the credential report of 2026-11-22T11:00:00Z lacks user 'mallory'"}
}
