package tocsin.readiness.root_credentials_not_centralized_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.root_credentials_not_centralized as rule

organization(manager) := {
	"id": "o-abc123def4",
	"arn": "arn:aws:organizations::123456789012:organization/o-abc123def4",
	"management_account_id": manager,
}

snapshot(credentials) := fixture.snapshot({
	"organizations": {"organization": organization("123456789012")},
	"iam": {"organizations_features": {"root_credentials_management": credentials, "root_sessions": false}},
})

test_not_central if {
	findings := rule.deny with input as snapshot(false)
	findings == {{
		"msg": "Organisation 'o-abc123def4' does not manage its members' root credentials.",
		"resource": "arn:aws:organizations::123456789012:organization/o-abc123def4",
		"evidence": {"root_credentials_management": false, "root_sessions": false},
		"fix": [
			"aws organizations enable-aws-service-access --service-principal=iam.amazonaws.com",
			"aws iam enable-organizations-root-credentials-management",
			"aws iam enable-organizations-root-sessions",
		],
	}}
}

test_r1_central if {
	findings := rule.deny with input as snapshot(true)
	count(findings) == 0
}

test_applies_to_the_management_account if {
	rule.applicable with input as snapshot(false)
	not rule.applicable with input as fixture.snapshot({"organizations": {"organization": organization("210987654321")}})
	not rule.applicable with input as fixture.empty
}

test_unread if {
	findings := rule.deny with input as fixture.snapshot({"organizations": {"organization": organization("123456789012")}})
	count(findings) == 0
}
