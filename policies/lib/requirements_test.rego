package tocsin.lib.requirements_test

import data.tocsin.lib.requirements
import data.tocsin.lib.trust_test

everyone := {"type": "*", "value": "*"}

vendor := {"type": "AWS", "value": "arn:aws:iam::210987654321:root", "account_id": "210987654321"}

condition(operator, key, values) := {"operator": operator, "key": key, "values": values}

external_id := condition("StringEquals", "sts:externalid", ["x"])

not_external_id := condition("StringNotEquals", "sts:externalid", ["x"])

without_mfa := condition("BoolIfExists", "aws:multifactorauthpresent", ["false"])

with_mfa := condition("Bool", "aws:multifactorauthpresent", ["true"])

allow(conditions) := trust_test.statement({"principals": [vendor], "conditions": conditions})

denial(principals, conditions) := trust_test.statement({"effect": "Deny", "principals": principals, "conditions": conditions})

test_of[note] if {
	some note, tc in {
		"nothing": {"conditions": [], "others": [], "requirements": set()},
		"own": {"conditions": [external_id, with_mfa], "others": [], "requirements": {{external_id}, {with_mfa}}},
		"a Deny": {"conditions": [], "others": [denial([everyone], [not_external_id])], "requirements": {{external_id}}},
		"a Deny of its principals": {
			"conditions": [],
			"others": [denial([vendor], [not_external_id])],
			"requirements": {{external_id}},
		},
		"a Deny of two conditions": {
			"conditions": [],
			"others": [denial([everyone], [not_external_id, without_mfa])],
			"requirements": {{external_id, with_mfa}},
		},
		"a Deny with a condition that has no contrary": {
			"conditions": [],
			"others": [denial([everyone], [not_external_id, condition("IpAddress", "aws:sourceip", ["192.0.2.0/24"])])],
			"requirements": set(),
		},
		"a Deny of others": {
			"conditions": [],
			"others": [denial([{"type": "AWS", "value": "333333333333", "account_id": "333333333333"}], [not_external_id])],
			"requirements": set(),
		},
		"a Deny of all but some": {
			"conditions": [],
			"others": [object.union(denial([], [not_external_id]), {"not_principals": [vendor]})],
			"requirements": set(),
		},
		"a Deny of something else": {
			"conditions": [],
			"others": [object.union(denial([everyone], [not_external_id]), {"actions": ["sts:TagSession"]})],
			"requirements": set(),
		},
		"a Deny without conditions": {"conditions": [], "others": [denial([everyone], [])], "requirements": set()},
	}
	statement := allow(tc.conditions)
	requirements.of({"trust": array.concat([statement], tc.others)}, statement) == tc.requirements
}

test_contrary[note] if {
	some note, tc in {
		"StringNotLike": {"condition": condition("StringNotLike", "k", ["a*"]), "contrary": condition("StringLike", "k", ["a*"])},
		"IfExists": {
			"condition": condition("StringNotEqualsIfExists", "k", ["a"]),
			"contrary": condition("StringEquals", "k", ["a"]),
		},
		"ForAllValues": {
			"condition": condition("ForAllValues:ArnNotLike", "k", ["a"]),
			"contrary": condition("ArnLike", "k", ["a"]),
		},
		"Bool": {"condition": without_mfa, "contrary": with_mfa},
		"Null": {"condition": condition("Null", "k", ["true"]), "contrary": condition("Null", "k", ["false"])},
		"Numeric": {
			"condition": condition("NumericGreaterThanIfExists", "aws:multifactorauthage", ["3600"]),
			"contrary": condition("NumericLessThan", "aws:multifactorauthage", ["3600"]),
		},
	}
	requirements.contrary(tc.condition) == tc.contrary
}

# These spare who does not have the key.
test_no_contrary[operator] if {
	some operator in ["Bool", "ForAnyValue:StringNotLike", "NumericGreaterThan", "StringEquals", "StringLike", "Null"]
	not requirements.contrary(condition(operator, "k", ["false"]))
}
