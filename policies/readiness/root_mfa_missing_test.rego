package tocsin.readiness.root_mfa_missing_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.root_mfa_missing as rule

summary(fields) := fixture.snapshot({"iam": {"account_summary": fields}})

no_mfa := {"account_password_present": true, "account_mfa_enabled": false}

test_password_without_mfa if {
	findings := rule.deny with input as summary(no_mfa)
	findings == {{
		"msg": "The root user of account '123456789012' has a password and no MFA device.",
		"resource": fixture.root,
		"evidence": no_mfa,
		"fix": [],
	}}
	not rule.confirmed with input as summary(no_mfa)
}

test_clean_and_confirmed[note] if {
	some note, fields in {
		"MFA": {"account_password_present": true, "account_mfa_enabled": true},
		"MFA, password unread": {"account_mfa_enabled": true},
		"p4_no_root_credentials": {"account_password_present": false, "account_mfa_enabled": false},
		"no password, MFA unread": {"account_password_present": false},
	}
	findings := rule.deny with input as summary(fields)
	count(findings) == 0
	rule.confirmed with input as summary(fields)
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"summary": {"iam": {}},
		"both": {"iam": {"account_summary": {}}},
		"MFA": {"iam": {"account_summary": {"account_password_present": true}}},
		"password": {"iam": {"account_summary": {"account_mfa_enabled": false}}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
	not rule.confirmed with input as fixture.snapshot(aws)
}

# The report does not know whether root has a password: the summary does.
test_p2_password_not_supported_in_the_report if {
	findings := rule.deny with input as fixture.snapshot({"iam": {
		"account_summary": no_mfa,
		"credential_report": [{
			"arn": fixture.root,
			"user": "<root_account>",
			"report_generated_time": "2026-11-22T10:00:00Z",
			"mfa_active": false,
		}],
	}})
	count(findings) == 1
}

# Root is never among the IAM users.
test_t3_root_without_mfa_among_users if {
	findings := rule.deny with input as fixture.snapshot({"iam": {"account_summary": no_mfa, "users": []}})
	count(findings) == 1
}
