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

snapshot(trust) := alone({"iam": {"roles": [role(trust)]}})

# An account without an organisation.
alone(aws) := object.union(fixture.snapshot(aws), {"coverage": {
	"organizations.organization": {"status": "complete"},
	"organizations.accounts": {"status": "complete"},
}})

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

# The circles of which the account does not say whose they are.
test_circles[note] if {
	organization := condition("StringEquals", "aws:principalorgid", ["o-abc123def4"])
	some note, tc in {
		"organisation": {"trust": [allow([everyone], {"conditions": [organization]})], "found": {"o-abc123def4"}},
		"path": {
			"trust": [allow([everyone], {"conditions": [condition("ForAnyValue:StringLike", "aws:principalorgpaths", ["o-abc123def4/*"])]})],
			"found": {"o-abc123def4/*"},
		},
		"own organisation": {
			"trust": [allow([everyone], {"conditions": [condition("StringEquals", "aws:principalorgid", ["${aws:ResourceOrgID}"])]})],
			"found": set(),
		},
		"network": {
			"trust": [allow([everyone], {"conditions": [condition("StringEquals", "aws:sourcevpc", ["vpc-0a1b2c3d"])]})],
			"found": {"vpc-0a1b2c3d"},
		},
		"network of an account": {
			"trust": [allow([everyone], {"conditions": [condition("StringEquals", "aws:vpceaccount", [foreign, "123456789012"])]})],
			"found": {foreign},
		},
		"source of this account": {
			"trust": [allow([everyone], {"conditions": [condition("ArnLike", "aws:sourcearn", ["arn:aws:sns:us-east-1:123456789012:x"])]})],
			"found": set(),
		},
		"by a Deny of all others": {
			"trust": [allow([everyone], {}), denial({"conditions": [condition("StringNotEquals", "aws:principalorgid", ["o-abc123def4"])]})],
			"found": {"o-abc123def4"},
		},
		"an account of it": {"trust": [allow([everyone], {"conditions": [organization, accounts(["123456789012"])]})], "found": set()},
		"denied": {"trust": [allow([everyone], {"conditions": [organization]}), denial({})], "found": set()},
		"named principals of it": {"trust": [allow([of("123456789012")], {"conditions": [organization]})], "found": set()},
	}
	reasons := rule.unknown with input as snapshot(tc.trust)
	reasons == {reason |
		some circle in tc.found
		reason := sprintf("role 'arn:aws:iam::123456789012:role/x' trusts everyone of '%s', and whose that is was not read", [circle])
	}
}

test_trusted_circle if {
	organization := condition("ForAnyValue:StringLike", "aws:principalorgpaths", ["o-abc123def4/*"])
	reasons := rule.unknown with input as snapshot([allow([everyone], {"conditions": [organization]})])
		with data.params.trusted_circles as ["o-abc123def4"]
	count(reasons) == 0
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

organized(manager, accounts) := object.union(
	snapshot([allow([of(foreign)], {})]),
	{"aws": {"organizations": object.union({"organization": {"id": "o-abc123def4", "management_account_id": manager}}, accounts)}},
)

test_account_of_the_organization if {
	findings := rule.deny with input as organized("123456789012", {"accounts": [{"id": "123456789012"}, {"id": foreign}]})
	count(findings) == 0
}

test_account_outside_the_organization if {
	findings := rule.deny with input as organized("123456789012", {"accounts": [{"id": "123456789012"}]})
	some finding in findings
	endswith(finding.msg, " which is not one of the trusted accounts.")
}

test_circle_of_the_organization if {
	trust := [allow([everyone], {"conditions": [condition("StringEquals", "aws:principalorgid", ["o-abc123def4"])]})]
	reasons := rule.unknown with input as object.union(
		organized("444455556666", {}),
		{"aws": {"iam": {"roles": [role(trust)]}}},
	)
	count(reasons) == 0
}

test_management_account if {
	findings := rule.deny with input as organized(foreign, {})
	count(findings) == 0
}

# A member cannot know the others, and says so.
test_member_account if {
	findings := rule.deny with input as organized("444455556666", {})
	some finding in findings
	endswith(finding.msg, " (a member account cannot see which others its organisation has).")
}

# Whose account it is cannot be told before the organisation is known.
test_organization_unread[section] if {
	some section in ["organizations.organization", "organizations.accounts"]
	some status in ["missing", "partial", "off"]
	findings := rule.deny with input as object.union(
		snapshot([allow([of(foreign)], {})]),
		{"coverage": {section: {"status": status}}},
	)
	count(findings) == 0
}

test_no_roles if {
	findings := rule.deny with input as alone({"iam": {"roles": []}})
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"roles": {"iam": {"users": []}},
		"trust policy": {"iam": {"roles": [object.remove(role([]), ["trust"])]}},
	}
	findings := rule.deny with input as alone(aws)
	count(findings) == 0
}
