package tocsin.readiness.root_access_key_present_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.root_access_key_present as rule

summary(fields) := fixture.snapshot({"iam": {"account_summary": fields}})

test_present if {
	findings := rule.deny with input as summary({"account_access_keys_present": true})
	findings == {{
		"msg": "The root user of account '123456789012' has an access key.",
		"resource": fixture.root,
		"evidence": {"account_access_keys_present": true},
		"fix": [],
	}}
}

# Central root access leaves a root user without credentials: the best state.
test_p4_no_root_credentials if {
	findings := rule.deny with input as summary({"account_access_keys_present": false})
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {"everything": {}, "summary": {"iam": {}}, "number": {"iam": {"account_summary": {}}}}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
