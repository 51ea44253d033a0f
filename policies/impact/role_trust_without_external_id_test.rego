package tocsin.impact.role_trust_without_external_id_test

import data.tocsin.impact.role_trust_without_external_id as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.trust_test

vendor := {"type": "AWS", "value": "arn:aws:iam::210987654321:root", "account_id": "210987654321"}

self := {"type": "AWS", "value": fixture.root, "account_id": "123456789012"}

everyone := {"type": "*", "value": "*"}

condition(operator, key, values) := {"operator": operator, "key": key, "values": values}

external_id := condition("StringEquals", "sts:externalid", ["0f3c9a"])

# A statement for the vendor.
allow(conditions) := trust_test.statement({"principals": [vendor], "conditions": conditions})

denial(conditions) := trust_test.statement({"effect": "Deny", "principals": [everyone], "conditions": conditions})

role(trust) := {
	"arn": "arn:aws:iam::123456789012:role/partners/x",
	"name": "x",
	"create_date": "2024-01-01T00:00:00Z",
	"attached_policies": [],
	"inline_policies": [],
	"trust": trust,
}

# Of an account that is in no organisation.
snapshot(trust) := object.union(fixture.snapshot({"iam": {"roles": [role(trust)]}}), {"coverage": {
	"organizations.organization": {"status": "complete"},
	"organizations.accounts": {"status": "complete"},
}})

test_without if {
	findings := rule.deny with input as snapshot([allow([])])
	findings == {{
		"msg": "Role 'x' trusts account '210987654321' without a condition on an external id, MFA or the organisation.",
		"resource": "arn:aws:iam::123456789012:role/partners/x",
		"key": "210987654321",
		"evidence": {"account_id": "210987654321", "create_date": "2024-01-01T00:00:00Z"},
		"fix": [
			"aws iam get-role --role-name=x --query=Role.AssumeRolePolicyDocument --output=json > trust.json",
			"aws iam update-assume-role-policy --role-name=x --policy-document=file://trust.json",
		],
	}}
}

test_failing[note] if {
	some note, trust in {
		"a tag": [allow([condition("StringEquals", "aws:principaltag/team", ["ops"])])],
		"an address": [allow([condition("IpAddress", "aws:sourceip", ["192.0.2.1"])])],
		"any external id": [allow([condition("StringLike", "sts:externalid", ["*"])])],
		"one external id, or any": [allow([condition("StringLike", "sts:externalid", ["0f3c9a", "*"])])],
		"an external id if there is one": [allow([condition("StringEqualsIfExists", "sts:externalid", ["0f3c9a"])])],
		"all external ids of none": [allow([condition("ForAllValues:StringEquals", "sts:externalid", ["0f3c9a"])])],
		"another external id": [allow([condition("StringNotEquals", "sts:externalid", ["0f3c9a"])])],
		"any organisation": [allow([condition("StringLike", "aws:principalorgid", ["o-*"])])],
		"MFA if known": [allow([condition("BoolIfExists", "aws:multifactorauthpresent", ["true"])])],
		"no MFA": [allow([condition("Bool", "aws:multifactorauthpresent", ["false"])])],
		"MFA is told": [allow([condition("Null", "aws:multifactorauthpresent", ["false"])])],
		"one statement without": [allow([external_id]), allow([])],
		"a Deny without MFA that spares keys": [allow([]), denial([condition("Bool", "aws:multifactorauthpresent", ["false"])])],
		"everyone of the account": [trust_test.statement({
			"principals": [everyone],
			"conditions": [condition("StringEquals", "aws:principalaccount", ["210987654321"])],
		})],
	}
	findings := rule.deny with input as snapshot(trust)
	{finding.key | some finding in findings} == {"210987654321"}
	count(findings) == 1
}

test_clean[note] if {
	some note, trust in {
		"external id": [allow([external_id])],
		"external id of a kind": [allow([condition("StringLike", "sts:externalid", ["fjordmart-*"])])],
		"external id, case ignored": [allow([condition("StringEqualsIgnoreCase", "sts:externalid", ["0f3c9a"])])],
		"external id among others": [allow([condition("IpAddress", "aws:sourceip", ["192.0.2.1"]), external_id])],
		"MFA": [allow([condition("Bool", "aws:multifactorauthpresent", ["true"])])],
		"recent MFA": [allow([condition("NumericLessThan", "aws:multifactorauthage", ["3600"])])],
		"MFA of any age": [allow([condition("Null", "aws:multifactorauthage", ["false"])])],
		"organisation": [allow([condition("StringEquals", "aws:principalorgid", ["o-abc123def4"])])],
		"organisational unit": [allow([condition("ForAnyValue:StringLike", "aws:principalorgpaths", ["o-abc123def4/r-ab12/*"])])],
		"Deny of other external ids": [allow([]), denial([condition("StringNotEquals", "sts:externalid", ["0f3c9a"])])],
		"Deny without MFA": [allow([]), denial([condition("BoolIfExists", "aws:multifactorauthpresent", ["false"])])],
		"Deny without either": [allow([]), denial([
			condition("BoolIfExists", "aws:multifactorauthpresent", ["false"]),
			condition("StringNotEqualsIfExists", "sts:externalid", ["0f3c9a"]),
		])],
		"self": [trust_test.statement({"principals": [self]})],
		"service": [trust_test.statement({"principals": [{"type": "Service", "value": "ec2.amazonaws.com"}]})],
		"anyone, another rule's matter": [trust_test.statement({"principals": [everyone]})],
		"denied": [allow([]), denial([condition("StringNotEquals", "aws:principalaccount", ["123456789012"])])],
		"tags only": [object.union(allow([]), {"actions": ["sts:TagSession"]})],
		"nothing": [],
	}
	findings := rule.deny with input as snapshot(trust)
	count(findings) == 0
}

test_organization[note] if {
	some note, tc in {
		"member": {"organizations": {"accounts": [{"id": "210987654321"}]}, "findings": set()},
		"management account": {
			"organizations": {"organization": {"id": "o-abc123def4", "management_account_id": "210987654321"}},
			"findings": set(),
		},
		"a member's others": {
			"organizations": {"organization": {"id": "o-abc123def4", "management_account_id": "333333333333"}},
			"findings": {concat(" ", [
				"Role 'x' trusts account '210987654321' without a condition on an external id, MFA or the organisation",
				"(a member account cannot see which others its organisation has).",
			])},
		},
	}
	findings := rule.deny with input as object.union(snapshot([allow([])]), {"aws": {"organizations": tc.organizations}})
	{finding.msg | some finding in findings} == tc.findings
}

test_organization_unread[section] if {
	some section in ["organizations.organization", "organizations.accounts"]
	findings := rule.deny with input as object.union(snapshot([allow([])]), {"coverage": {section: {"status": "missing"}}})
	count(findings) == 0
}

# To be trusted on purpose is no protection from being deceived.
test_trusted_accounts if {
	findings := rule.deny with input as snapshot([allow([])]) with data.params.trusted_accounts as ["210987654321"]
	count(findings) == 1
}

test_no_value_is_told if {
	guessed := condition("StringEqualsIfExists", "sts:externalid", ["0f3c9a"])
	findings := rule.deny with input as snapshot([allow([guessed])])
	not contains(json.marshal(findings), "0f3c9a")
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"roles": {"iam": {"users": []}},
		"trust policy": {"iam": {"roles": [object.remove(role([]), ["trust"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
