package tocsin.readiness.trusted_advisor_unavailable_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.trusted_advisor_unavailable as rule

snapshot(available) := fixture.snapshot({"support": {"trusted_advisor": {"available": available}}})

test_plan_without if {
	findings := rule.deny with input as snapshot(false)
	findings == {{
		"msg": "The support plan of account '123456789012' does not include Trusted Advisor.",
		"resource": fixture.account,
		"evidence": {"available": false},
		"fix": [],
	}}
}

test_plan_with if {
	findings := rule.deny with input as snapshot(true)
	count(findings) == 0
}

# P4: throttling, a denial or an endpoint that does not answer is no missing subscription.
test_p4_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}

test_partitions[partition] if {
	some partition, applies in {"aws": true, "aws-us-gov": true, "aws-cn": false, "aws-iso": false}
	found := [1 | rule.applicable with input.meta.partition as partition]
	count(found) == to_number(applies)
}
