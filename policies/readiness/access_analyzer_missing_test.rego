package tocsin.readiness.access_analyzer_missing_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.access_analyzer_missing as rule

analyzer(change) := object.union(
	{
		"arn": "arn:aws:access-analyzer:us-east-1:123456789012:analyzer/a",
		"region": "us-east-1",
		"type": "ACCOUNT",
		"status": "ACTIVE",
	},
	change,
)

snapshot(analyzers, coverage) := object.union(
	fixture.snapshot({"access_analyzer": {"analyzers": analyzers}}),
	{"coverage": {"access_analyzer.analyzers": coverage}},
)

complete := {"status": "complete"}

test_missing if {
	findings := rule.deny with input as snapshot([analyzer({})], complete)
	findings == {{
		"msg": "No Access Analyzer looks at external access in 1 of 2 regions: eu-west-1.",
		"resource": fixture.account,
		"evidence": {"regions": ["eu-west-1"]},
		"fix": ["aws accessanalyzer create-analyzer --analyzer-name=external-access --type=ACCOUNT --region=eu-west-1"],
	}}
}

test_analyzers[note] if {
	some note, tc in {
		"organisation's": {"change": {"type": "ORGANIZATION"}, "off": []},
		"unused access": {"change": {"type": "ACCOUNT_UNUSED_ACCESS"}, "off": ["us-east-1"]},
		"internal access": {"change": {"type": "ORGANIZATION_INTERNAL_ACCESS"}, "off": ["us-east-1"]},
		"disabled": {"change": {"status": "DISABLED"}, "off": ["us-east-1"]},
		"not yet created": {"change": {"status": "CREATING"}, "off": ["us-east-1"]},
	}
	findings := rule.deny with input as snapshot([analyzer({"region": "eu-west-1"}), analyzer(tc.change)], complete)
	[region | some finding in findings; some region in finding.evidence.regions] == tc.off
}

test_denied if {
	gap := {"region": "us-east-1", "operation": "access-analyzer:ListAnalyzers", "code": "AccessDeniedException"}
	findings := rule.deny with input as snapshot([analyzer({"region": "eu-west-1"})], {"status": "partial", "gaps": [gap]})
	count(findings) == 0
}

test_central if {
	not rule.applicable with data.params.central_access_analyzer as true
	rule.applicable with data.params.central_access_analyzer as false
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
