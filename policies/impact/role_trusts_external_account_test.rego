package tocsin.impact.role_trusts_external_account_test

import data.tocsin.impact.role_trusts_external_account as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.trust_test

foreign := "210987654321"

# A principal of an account.
of(id) := {"type": "AWS", "value": sprintf("arn:aws:iam::%s:root", [id]), "account_id": id}

everyone := {"type": "*", "value": "*"}

allow(principals, change) := trust_test.statement(object.union({"principals": principals}, change))

denial(change) := trust_test.statement(object.union({"effect": "Deny", "principals": [everyone]}, change))

condition(operator, key, values) := {"operator": operator, "key": key, "values": values}

accounts(ids) := condition("StringEquals", "aws:principalaccount", ids)

not_accounts(ids) := condition("StringNotEquals", "aws:principalaccount", ids)

role(trust) := {
	"arn": "arn:aws:iam::123456789012:role/x",
	"name": "x",
	"last_used_date": "2026-11-21T00:00:00Z",
	"last_used_region": "us-east-1",
	"attached_policies": [],
	"trust": trust,
}

snapshot(trust) := fixture.snapshot({"iam": {"roles": [role(trust)]}})

test_finding if {
	user := {"type": "AWS", "value": "arn:aws:iam::210987654321:user/eve", "account_id": foreign}
	findings := rule.deny with input as snapshot([allow([of(foreign), of("123456789012"), user], {})])
	findings == {{
		"msg": concat(" ", [
			"Role 'x' trusts account '210987654321',",
			"which is not one of the trusted accounts.",
		]),
		"resource": "arn:aws:iam::123456789012:role/x",
		"key": foreign,
		"evidence": {
			"account_id": foreign,
			"principals": ["arn:aws:iam::210987654321:root", "arn:aws:iam::210987654321:user/eve"],
			"last_used_date": "2026-11-21T00:00:00Z",
			"last_used_region": "us-east-1",
		},
		"fix": [
			"aws iam get-role --role-name=x --query=Role.AssumeRolePolicyDocument --output=json > trust.json",
			"aws iam update-assume-role-policy --role-name=x --policy-document=file://trust.json",
		],
	}}
}

# The accounts that are found.
test_accounts[note] if {
	some note, tc in {
		"self": {"trust": [allow([of("123456789012")], {})], "found": set()},
		"foreign": {"trust": [allow([of(foreign)], {})], "found": {foreign}},
		"two": {"trust": [allow([of(foreign)], {}), allow([of("333333333333")], {})], "found": {foreign, "333333333333"}},
		"written as an id": {"trust": [allow([{"type": "AWS", "value": foreign, "account_id": foreign}], {})], "found": {foreign}},
		"external id": {
			"trust": [allow([of(foreign)], {"conditions": [condition("StringEquals", "sts:externalid", ["x"])]})],
			"found": {foreign},
		},
		"all of sts": {"trust": [allow([of(foreign)], {"actions": ["sts:*"]})], "found": {foreign}},
		"NotAction": {"trust": [allow([of(foreign)], {"actions": [], "not_actions": ["sts:TagSession"]})], "found": {foreign}},
		"tags only": {"trust": [allow([of(foreign)], {"actions": ["sts:TagSession"]})], "found": set()},
		"deleted principal": {"trust": [allow([{"type": "AWS", "value": "AIDAEXAMPLEEXAMPLE123"}], {})], "found": set()},
		"service": {"trust": [allow([{"type": "Service", "value": "ec2.amazonaws.com"}], {})], "found": set()},
		"federated": {"trust": [allow([{"type": "Federated", "value": "arn:aws:iam::210987654321:saml-provider/x"}], {})], "found": set()},
	}
	findings := rule.deny with input as snapshot(tc.trust)
	{finding.key | some finding in findings} == tc.found
	count(findings) == count(tc.found)
}

test_accounts_in_conditions[note] if {
	some note, tc in {
		"anyone": {"trust": [allow([everyone], {})], "found": set()},
		"everyone of an account": {"trust": [allow([everyone], {"conditions": [accounts([foreign, "123456789012"])]})], "found": {foreign}},
		"everyone of an account by ARN": {
			"trust": [allow([everyone], {"conditions": [condition("ArnLike", "aws:principalarn", ["arn:aws:iam::210987654321:role/*"])]})],
			"found": {foreign},
		},
		"everyone of an organisation": {
			"trust": [allow([everyone], {"conditions": [condition("StringEquals", "aws:principalorgid", ["o-abc123def4"])]})],
			"found": set(),
		},
		"everyone, but for a Deny of all others": {
			"trust": [allow([everyone], {}), denial({"conditions": [not_accounts([foreign])]})],
			"found": {foreign},
		},
		"NotPrincipal, but for a Deny of all others": {
			"trust": [
				allow([], {"not_principals": [of("333333333333")]}),
				denial({"principals": [], "not_principals": [of(foreign)]}),
			],
			"found": {foreign},
		},
		"denied": {"trust": [allow([of(foreign)], {}), denial({"conditions": [not_accounts(["123456789012"])]})], "found": set()},
		"denied, services spared": {
			"trust": [allow([of(foreign)], {}), denial({"conditions": [
				not_accounts(["123456789012"]),
				condition("BoolIfExists", "aws:principalisawsservice", ["false"]),
			]})],
			"found": set(),
		},
		"spared": {"trust": [allow([of(foreign)], {}), denial({"conditions": [not_accounts([foreign])]})], "found": {foreign}},
		"an organisation spared": {
			"trust": [allow([of(foreign)], {}), denial({"conditions": [condition("StringNotEquals", "aws:principalorgid", ["o-abc123def4"])]})],
			"found": {foreign},
		},
		"Deny of the account's own": {"trust": [denial({"principals": [of(foreign)]})], "found": set()},
		"Deny of an account": {"trust": [denial({"conditions": [accounts([foreign])]})], "found": set()},
		"self, and a condition that it never meets": {
			"trust": [allow([of("123456789012")], {"conditions": [accounts([foreign])]})],
			"found": set(),
		},
		"Deny of something else": {
			"trust": [allow([of(foreign)], {}), denial({"actions": ["sts:TagSession"]})],
			"found": {foreign},
		},
	}
	findings := rule.deny with input as snapshot(tc.trust)
	{finding.key | some finding in findings} == tc.found
	count(findings) == count(tc.found)
}

test_evidence_is_of_what_allows if {
	denied := {"type": "AWS", "value": "arn:aws:iam::210987654321:user/eve", "account_id": foreign}
	findings := rule.deny with input as snapshot([allow([of(foreign)], {}), denial({"principals": [denied]})])
	some finding in findings
	finding.evidence.principals == ["arn:aws:iam::210987654321:root"]
}

test_trusted_account if {
	findings := rule.deny with input as snapshot([allow([of(foreign), of("333333333333")], {})])
		with data.params.trusted_accounts as [foreign]
	{finding.key | some finding in findings} == {"333333333333"}
}

test_no_roles if {
	findings := rule.deny with input as fixture.snapshot({"iam": {"roles": []}})
	count(findings) == 0
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
