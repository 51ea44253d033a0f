package tocsin.readiness.security_hub_without_standards_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.security_hub_without_standards as rule

hub := {"arn": "arn:aws:securityhub:us-east-1:123456789012:hub/default", "region": "us-east-1", "subscribed_at": "2025-01-21T13:02:44Z"}

standard(status) := {
	"arn": "arn:aws:securityhub:us-east-1:123456789012:subscription/x/v/1.0.0",
	"standard_arn": "arn:aws:securityhub:us-east-1::standards/x/v/1.0.0",
	"region": "us-east-1",
	"status": status,
}

integration := {"arn": "arn:aws:securityhub:us-east-1:123456789012:product-subscription/aws/guardduty", "region": "us-east-1"}

complete := {"status": "complete"}

snapshot(change) := object.union(
	fixture.snapshot({"securityhub": object.union({"hubs": [hub], "standards": [], "integrations": [], "hubs_v2": []}, change)}),
	{"coverage": coverage},
)

coverage := {
	"securityhub.hubs": complete,
	"securityhub.standards": complete,
	"securityhub.integrations": complete,
	"securityhub.hubs_v2": complete,
}

test_nothing if {
	findings := rule.deny with input as snapshot({})
	findings == {{
		"msg": "Security Hub in us-east-1 has neither a standard nor an integration.",
		"resource": hub.arn,
		"region": "us-east-1",
		"evidence": {"standards": [], "subscribed_at": "2025-01-21T13:02:44Z"},
		"fix": [concat("", [
			"aws securityhub batch-enable-standards --standards-subscription-requests=",
			`'[{"StandardsArn":"arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"}]'`,
			" --region=us-east-1",
		])],
	}}
}

test_cases[note] if {
	some note, tc in {
		"standard": {"change": {"standards": [standard("READY")]}, "findings": 0},
		"standard that is incomplete": {"change": {"standards": [standard("INCOMPLETE")]}, "findings": 0},
		"standard on its way out": {"change": {"standards": [standard("DELETING")]}, "findings": 1},
		"standard that failed": {"change": {"standards": [standard("FAILED")]}, "findings": 1},
		"standard elsewhere": {"change": {"standards": [object.union(standard("READY"), {"region": "eu-west-1"})]}, "findings": 1},
		"integration": {"change": {"integrations": [integration]}, "findings": 0},
		"newer product": {"change": {"hubs_v2": [hub]}, "findings": 0},
		"off": {"change": {"hubs": []}, "findings": 0},
	}
	findings := rule.deny with input as snapshot(tc.change)
	count(findings) == tc.findings
}

test_n1_denied[section] if {
	some section in ["securityhub.standards", "securityhub.integrations", "securityhub.hubs_v2"]
	gap := {"region": "us-east-1", "operation": "securityhub:X", "code": "AccessDeniedException"}
	findings := rule.deny with input as object.union(
		snapshot({}),
		{"coverage": {section: {"status": "partial", "gaps": [gap]}}},
	)
	count(findings) == 0
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
