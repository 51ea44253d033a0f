package tocsin.impact.role_trusts_anyone_test

import data.tocsin.impact.role_trusts_anyone as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.trust_test

everyone := [{"type": "*", "value": "*"}]

self := [{"type": "AWS", "value": fixture.root, "account_id": "123456789012"}]

allow(change) := trust_test.statement(object.union({"principals": everyone}, change))

denial(change) := trust_test.statement(object.union({"effect": "Deny", "principals": everyone, "actions": ["sts:*"]}, change))

condition(operator, key, values) := {"operator": operator, "key": key, "values": values}

in_organization := condition("StringEquals", "aws:principalorgid", ["o-abc123def4"])

not_in_organization := condition("StringNotEqualsIfExists", "aws:principalorgid", ["o-abc123def4"])

external_id := condition("StringEquals", "sts:externalid", ["secret"])

role(trust) := {
	"arn": "arn:aws:iam::123456789012:role/x",
	"name": "x",
	"create_date": "2026-11-21T00:00:00Z",
	"attached_policies": [],
	"trust": trust,
}

snapshot(roles) := fixture.snapshot({"iam": {"roles": roles}})

test_anyone if {
	findings := rule.deny with input as snapshot([role([allow({"conditions": [external_id]})])])
	findings == {{
		"msg": "Role 'x' can be assumed by anyone.",
		"resource": "arn:aws:iam::123456789012:role/x",
		"evidence": {
			"trusts": ["*"],
			"actions": ["sts:AssumeRole"],
			"conditions": ["StringEquals sts:externalid"],
			"create_date": "2026-11-21T00:00:00Z",
		},
		"fix": [
			"aws iam get-role --role-name=x --query=Role.AssumeRolePolicyDocument --output=json > trust.json",
			"aws iam update-assume-role-policy --role-name=x --policy-document=file://trust.json",
		],
	}}
}

test_failing[note] if {
	some note, trust in {
		"everyone": [allow({})],
		"among others": [allow({"principals": array.concat(self, everyone)})],
		"NotPrincipal": [allow({"principals": [], "not_principals": self})],
		"NotAction": [allow({"actions": [], "not_actions": ["sts:TagSession"]})],
		"second statement": [allow({"principals": self}), allow({})],
		"external id": [allow({"conditions": [external_id]})],
		"MFA": [allow({"conditions": [condition("Bool", "aws:multifactorauthpresent", ["true"])]})],
		"if the key exists": [allow({"conditions": [condition("StringEqualsIfExists", "aws:principalorgid", ["o-abc123def4"])]})],
		"wildcard": [allow({"conditions": [condition("StringLike", "aws:principalorgid", ["*"])]})],
		"all but an account": [allow({"conditions": [condition("StringNotEquals", "aws:principalaccount", ["210987654321"])]})],
		"Deny of something else": [allow({}), denial({"actions": ["sts:TagSession"], "conditions": [not_in_organization]})],
		"Deny of one operation": [
			allow({"actions": ["sts:*"]}),
			denial({"actions": ["sts:AssumeRole"], "conditions": [not_in_organization]}),
		],
		"Deny for some": [allow({}), denial({"principals": self, "conditions": [not_in_organization]})],
		"Deny of members": [allow({}), denial({"conditions": [in_organization]})],
		"Deny without MFA": [allow({}), denial({"conditions": [condition("BoolIfExists", "aws:multifactorauthpresent", ["false"])]})],
		"Deny that holds outside of office hours only": [
			allow({}),
			denial({"conditions": [not_in_organization, condition("DateLessThan", "aws:currenttime", ["2026-01-01T00:00:00Z"])]}),
		],
		"Deny for all but everyone": [allow({}), denial({"principals": [], "not_principals": everyone})],
	}
	findings := rule.deny with input as snapshot([role(trust)])
	count(findings) == 1
}

test_clean[note] if {
	some note, trust in {
		"self": [allow({"principals": self})],
		"service": [allow({"principals": [{"type": "Service", "value": "ec2.amazonaws.com"}]})],
		"federated": [allow({"principals": [{"type": "Federated", "value": "*"}], "actions": ["sts:AssumeRoleWithWebIdentity"]})],
		"deleted principal": [allow({"principals": [{"type": "AWS", "value": "AROAEXAMPLEEXAMPLE123"}]})],
		"tags only": [allow({"actions": ["sts:TagSession", "sts:SetSourceIdentity"]})],
		"organisation": [allow({"conditions": [in_organization]})],
		"organisation and external id": [allow({"conditions": [external_id, in_organization]})],
		"account": [allow({"conditions": [condition("StringEquals", "aws:principalaccount", ["123456789012"])]})],
		"Deny of all but the organisation": [allow({}), denial({"conditions": [not_in_organization]})],
		"Deny of all but the organisation and services": [allow({}), denial({"conditions": [
			not_in_organization,
			condition("BoolIfExists", "aws:principalisawsservice", ["false"]),
		]})],
		"Deny of everybody": [allow({}), denial({})],
		"Deny of all but principals": [allow({}), denial({"principals": [], "not_principals": self})],
		"Deny alone": [denial({})],
		"nothing": [],
	}
	findings := rule.deny with input as snapshot([role(trust)])
	count(findings) == 0
}

test_one_finding_a_role if {
	findings := rule.deny with input as snapshot([role([allow({}), allow({"conditions": [external_id]})])])
	count(findings) == 1
}

test_no_roles if {
	findings := rule.deny with input as snapshot([])
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
