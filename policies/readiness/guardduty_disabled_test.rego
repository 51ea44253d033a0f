package tocsin.readiness.guardduty_disabled_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.guardduty_disabled as rule

detector(region, status) := {
	"arn": sprintf("arn:aws:guardduty:%s:123456789012:detector/d1", [region]),
	"id": "d1",
	"region": region,
	"status": status,
}

snapshot(detectors, coverage) := object.union(
	fixture.snapshot({"guardduty": {"detectors": detectors}}),
	{"coverage": {"guardduty.detectors": coverage}},
)

complete := {"status": "complete"}

test_none_and_suspended if {
	findings := rule.deny with input as snapshot([detector("us-east-1", "DISABLED")], complete)
	findings == {{
		"msg": "GuardDuty is off in 2 of 2 regions: eu-west-1, us-east-1.",
		"resource": fixture.account,
		"evidence": {
			"regions": ["eu-west-1", "us-east-1"],
			"suspended_detectors": ["arn:aws:guardduty:us-east-1:123456789012:detector/d1"],
		},
		"fix": [
			"aws guardduty update-detector --detector-id=d1 --enable --region=us-east-1",
			"aws guardduty create-detector --enable --region=eu-west-1",
		],
	}}
}

test_clean if {
	findings := rule.deny with input as snapshot([detector("us-east-1", "ENABLED"), detector("eu-west-1", "ENABLED")], complete)
	count(findings) == 0
}

test_denied[note] if {
	some note, tc in {
		"listing": {"detectors": [detector("eu-west-1", "ENABLED")]},
		"detector": {"detectors": [detector("eu-west-1", "ENABLED"), object.remove(detector("us-east-1", ""), ["status"])]},
	}
	gap := {"region": "us-east-1", "operation": "guardduty:X", "code": "AccessDeniedException"}
	findings := rule.deny with input as snapshot(tc.detectors, {"status": "partial", "gaps": [gap]})
	count(findings) == 0
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
