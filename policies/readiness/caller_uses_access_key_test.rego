package tocsin.readiness.caller_uses_access_key_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.caller_uses_access_key as rule

caller(arn) := object.union(fixture.empty, {"meta": {"caller_arn": arn}})

test_user if {
	user := "arn:aws:iam::123456789012:user/automation/scanner"
	findings := rule.deny with input as caller(user)
	findings == {{
		"msg": "The scan runs as the IAM user 'scanner'.",
		"resource": user,
		"evidence": {"caller_arn": user},
		"fix": ["aws configure sso", "aws sts get-caller-identity"],
	}}
}

test_callers[note] if {
	some note, tc in {
		"role": {"arn": "arn:aws:sts::123456789012:assumed-role/user/x", "findings": 0},
		"federated user": {"arn": "arn:aws:sts::123456789012:federated-user/bob", "findings": 0},
		"root": {"arn": fixture.root, "findings": 0},
		"user in GovCloud": {"arn": "arn:aws-us-gov:iam::123456789012:user/x", "findings": 1},
	}
	findings := rule.deny with input as caller(tc.arn)
	count(findings) == tc.findings
}

test_applicable if {
	rule.applicable with input as fixture.empty
	not rule.applicable with input as json.remove(fixture.empty, ["meta/caller_arn"])
}

test_unread if {
	findings := rule.deny with input as json.remove(fixture.empty, ["meta/caller_arn"])
	count(findings) == 0
}
