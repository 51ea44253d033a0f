package tocsin.ioc.root_used_test

import data.tocsin.ioc.root_used as rule
import data.tocsin.lib.fixture_test as fixture

report(root) := fixture.snapshot({"iam": {"credential_report": [
	{
		"arn": "arn:aws:iam::123456789012:user/alice",
		"user": "alice",
		"report_generated_time": "2026-11-22T10:00:00Z",
		"password_last_used": "2026-11-22T09:00:00Z",
	},
	object.union(
		{"arn": fixture.root, "user": "<root_account>", "report_generated_time": "2026-11-22T10:00:00Z"},
		root,
	),
]}})

test_p1_old_password_and_key_used_now if {
	findings := rule.deny with input as report({
		"password_last_used": "2019-01-01T00:00:00Z",
		"access_key_1_last_used_date": "2026-11-22T09:30:00Z",
		"access_key_1_last_used_region": "us-east-1",
		"access_key_1_last_used_service": "iam",
	})
	findings == {{
		"msg": "The root user of account '123456789012' used its first access key at 2026-11-22T09:30:00Z.",
		"resource": fixture.root,
		"key": "access_key_1",
		"evidence": {
			"access_key_1_last_used_date": "2026-11-22T09:30:00Z",
			"access_key_1_last_used_region": "us-east-1",
			"access_key_1_last_used_service": "iam",
			"report_generated_time": "2026-11-22T10:00:00Z",
		},
		"fix": [],
	}}
}

test_credentials[note] if {
	some note, tc in {
		"password": {"row": {"password_last_used": "2026-11-20T00:00:00Z"}, "keys": {"password"}},
		"s1_key_used_today": {"row": {"access_key_1_last_used_date": "2026-11-22T00:00:00Z"}, "keys": {"access_key_1"}},
		"s1_key_used_a_year_ago": {"row": {"access_key_1_last_used_date": "2025-11-22T00:00:00Z"}, "keys": set()},
		"second key": {"row": {"access_key_2_last_used_date": "2026-11-22T00:00:00Z"}, "keys": {"access_key_2"}},
		"all": {
			"row": {
				"password_last_used": "2026-11-20T00:00:00Z",
				"access_key_1_last_used_date": "2026-11-20T00:00:00Z",
				"access_key_2_last_used_date": "2026-11-20T00:00:00Z",
			},
			"keys": {"password", "access_key_1", "access_key_2"},
		},
		"at the beginning of the window": {"row": {"password_last_used": "2026-11-15T12:00:00Z"}, "keys": {"password"}},
		"just before the window": {"row": {"password_last_used": "2026-11-15T11:59:59Z"}, "keys": set()},
		"p4_no_credentials, or never used": {"row": {}, "keys": set()},
	}
	findings := rule.deny with input as report(tc.row)
	{finding.key | some finding in findings} == tc.keys
	reasons := rule.unknown with input as report(tc.row)
	count(reasons) == 0
}

test_unknown_with_a_report_older_than_the_window if {
	old := report({"report_generated_time": "2026-11-15T11:00:00Z"})
	findings := rule.deny with input as old
	count(findings) == 0
	reasons := rule.unknown with input as old
	reasons == {"the credential report was made at 2026-11-15T11:00:00Z, before what counts as recent began"}
}

# A finding or a pass it must not be: the gap makes it unknown.
test_p3_unread[note] if {
	some note, aws in {
		"everything": {},
		"report": {"iam": {"account_summary": {"account_access_keys_present": true}}},
		"row of root": {"iam": {"credential_report": []}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
