package tocsin.readiness.support_case_unavailable_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.support_case_unavailable as rule

test_plan_without if {
	findings := rule.deny with input as fixture.snapshot({"support": {"severity_levels": {"available": false}}})
	findings == {{
		"msg": "The support plan of account '123456789012' does not let cases be opened through the API.",
		"resource": fixture.account,
		"evidence": {"available": false},
		"fix": [],
	}}
}

test_plan_with if {
	findings := rule.deny with input as fixture.snapshot({"support": {"severity_levels": {"available": true, "codes": ["low"]}}})
	count(findings) == 0
}

# P4: any other error is no missing subscription.
test_p4_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}

test_partitions[partition] if {
	some partition, applies in {"aws": true, "aws-us-gov": true, "aws-cn": true, "aws-iso": false}
	found := [1 | rule.applicable with input.meta.partition as partition]
	count(found) == to_number(applies)
}
