package tocsin.impact.unexpected_resource_test

import data.tocsin.impact.unexpected_resource as rule
import data.tocsin.lib.fixture_test as fixture

listing(region, identifiers) := {"type_name": "AWS::Lambda::Function", "region": region, "identifiers": identifiers}

snapshot(listings) := fixture.snapshot({"cloudcontrol": {"resources": listings}})

types := ["AWS::Lambda::Function"]

test_d_new if {
	findings := rule.deny with input as snapshot([listing("us-east-1", ["checkout", "it's new"])])
		with data.baseline as snapshot([listing("us-east-1", ["checkout"])])
		with data.params.resource_types as types
	findings == {{
		"msg": "AWS::Lambda::Function 'it's new' in us-east-1 is new.",
		"resource": fixture.account,
		"region": "us-east-1",
		"key": "AWS::Lambda::Function it's new",
		"evidence": {
			"kind": "drift",
			"baseline": fixture.meta.collected_at,
			"type_name": "AWS::Lambda::Function",
			"identifier": "it's new",
		},
		"fix": [`aws cloudcontrol get-resource --type-name=AWS::Lambda::Function --identifier='it'\''s new' --region=us-east-1`],
	}}
}

test_d_cases[note] if {
	some note, tc in {
		"no change": {"then": [listing("us-east-1", ["a"])], "now": [listing("us-east-1", ["a"])], "findings": 0},
		"gone": {"then": [listing("us-east-1", ["a"])], "now": [listing("us-east-1", [])], "findings": 0},
		"first of the region": {"then": [listing("us-east-1", [])], "now": [listing("us-east-1", ["a"])], "findings": 1},
		"region not listed then": {"then": [listing("eu-west-1", [])], "now": [listing("us-east-1", ["a"])], "findings": 0},
		"nothing listed then": {"then": [], "now": [listing("us-east-1", ["a"])], "findings": 0},
		"same name elsewhere": {
			"then": [listing("eu-west-1", ["a"]), listing("us-east-1", [])],
			"now": [listing("eu-west-1", ["a"]), listing("us-east-1", ["a"])],
			"findings": 1,
		},
	}
	findings := rule.deny with input as snapshot(tc.now) with data.baseline as snapshot(tc.then)
		with data.params.resource_types as types
	count(findings) == tc.findings
}

test_type_that_is_not_asked_for if {
	findings := rule.deny with input as snapshot([listing("us-east-1", ["a"])])
		with data.baseline as snapshot([listing("us-east-1", [])])
		with data.params.resource_types as ["AWS::SQS::Queue"]
	count(findings) == 0
}

# The parameter has been changed since, or names what Cloud Control does not list.
test_type_that_was_not_listed if {
	reasons := rule.unknown with input as snapshot([listing("us-east-1", ["a"])])
		with data.baseline as snapshot([])
		with data.params.resource_types as array.concat(types, ["AWS::SQS::Queue"])
	reasons == {
		"AWS::Lambda::Function was not listed in the baseline",
		"AWS::SQS::Queue was not listed",
		"AWS::SQS::Queue was not listed in the baseline",
	}
}

test_applies_with_baseline_and_types if {
	rule.applicable with data.baseline as snapshot([]) with data.params.resource_types as types
	not rule.applicable with data.baseline as snapshot([]) with data.params.resource_types as []
	not rule.applicable with data.params.resource_types as types
}

test_unread if {
	findings := rule.deny with input as fixture.empty with data.baseline as snapshot([listing("us-east-1", [])])
		with data.params.resource_types as types
	count(findings) == 0
}

unlisted := "AWS::Lambda::Function was not listed in us-east-1 in the baseline"

# As when the region was not enabled.
test_region_that_was_not_listed[note] if {
	some note, tc in {
		"with resources": {"now": [listing("us-east-1", ["a"])], "reasons": {unlisted}},
		"without": {"now": [listing("us-east-1", [])], "reasons": set()},
	}
	reasons := rule.unknown with input as snapshot(tc.now)
		with data.baseline as snapshot([listing("eu-west-1", [])])
		with data.params.resource_types as types
	reasons == tc.reasons
}
