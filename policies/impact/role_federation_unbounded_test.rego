package tocsin.impact.role_federation_unbounded_test

import data.tocsin.impact.role_federation_unbounded as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.trust_test

provider(kind, name) := sprintf("arn:aws:iam::123456789012:%s-provider/%s", [kind, name])

github := provider("oidc", "token.actions.githubusercontent.com")

cluster := provider("oidc", "oidc.eks.eu-west-1.amazonaws.com/id/AB12")

saml := provider("saml", "corporate-idp")

condition(operator, key, values) := {"operator": operator, "key": key, "values": values}

equals(key, value) := condition("StringEquals", key, [value])

google := "accounts.google.com"

pulumi := provider("oidc", "api.pulumi.com/oidc")

pools := "cognito-identity.amazonaws.com"

pool := equals("cognito-identity.amazonaws.com:aud", "eu-west-1:1234")

signed_in := condition("ForAnyValue:StringLike", "cognito-identity.amazonaws.com:amr", ["authenticated"])

service_account := equals("oidc.eks.eu-west-1.amazonaws.com/id/ab12:sub", "system:serviceaccount:orders:api")

claim(name, values) := condition("StringLike", sprintf("token.actions.githubusercontent.com:%s", [name]), values)

audience := claim("aud", ["sts.amazonaws.com"])

# A statement for a provider's users.
allow(provider, conditions) := trust_test.statement({
	"principals": [{"type": "Federated", "value": provider}],
	"actions": ["sts:AssumeRoleWithWebIdentity"],
	"conditions": conditions,
})

allow_saml(conditions) := object.union(allow(saml, conditions), {"actions": ["sts:AssumeRoleWithSAML", "sts:TagSession"]})

denial(conditions) := trust_test.statement({
	"effect": "Deny",
	"principals": [{"type": "*", "value": "*"}],
	"actions": ["sts:*"],
	"conditions": conditions,
})

role(trust) := {
	"arn": "arn:aws:iam::123456789012:role/ci/deploy",
	"name": "deploy",
	"last_used_date": "2026-11-21T00:00:00Z",
	"attached_policies": [],
	"inline_policies": [],
	"trust": trust,
}

snapshot(trust) := fixture.snapshot({"iam": {"roles": [role(trust)]}})

test_github if {
	findings := rule.deny with input as snapshot([allow(github, [audience, claim("sub", ["repo:*"])])])
	findings == {{
		"msg": concat(" ", [
			"Role 'deploy' trusts identity provider 'token.actions.githubusercontent.com'",
			"without a bound on the subject.",
		]),
		"resource": "arn:aws:iam::123456789012:role/ci/deploy",
		"key": github,
		"evidence": {
			"provider": github,
			"conditions": [
				"StringLike token.actions.githubusercontent.com:aud sts.amazonaws.com",
				"StringLike token.actions.githubusercontent.com:sub repo:*",
			],
			"last_used_date": "2026-11-21T00:00:00Z",
		},
		"fix": [
			"aws iam get-role --role-name=deploy --query=Role.AssumeRolePolicyDocument --output=json > trust.json",
			"aws iam update-assume-role-policy --role-name=deploy --policy-document=file://trust.json",
		],
	}}
}

test_saml if {
	findings := rule.deny with input as snapshot([allow_saml([])])
	some finding in findings
	finding.msg == "Role 'deploy' trusts identity provider 'corporate-idp' without a bound on the audience."
	finding.key == saml
}

test_failing[note] if {
	some note, trust in {
		"no condition": [allow(github, [])],
		"audience only": [allow(github, [audience])],
		"actor": [allow(github, [audience, claim("actor", ["octocat"])])],
		"branch": [allow(github, [audience, claim("ref", ["refs/heads/main"])])],
		"another provider's subject": [allow(github, [condition("StringEqualsIfExists", "gitlab.com:sub", ["project_path:a/b"])])],
		"all of sts": [object.union(allow(github, [audience]), {"actions": ["sts:*"]})],
		"cluster": [allow(cluster, [equals("oidc.eks.eu-west-1.amazonaws.com/id/ab12:aud", "sts.amazonaws.com")])],
		"one statement of two": [allow(github, [claim("sub", ["repo:fjordmart/*"])]), allow(github, [audience])],
		"a Deny of some": [allow(github, [audience]), denial([claim("sub", ["repo:evil/*"])])],
		"Google for an audience that its bearer chooses": [allow(google, [equals("accounts.google.com:oaud", "x")])],
		"identity pool, guests too": [allow(pools, [pool])],
		"users who signed in to any pool": [allow(pools, [signed_in])],
		"any audience of SAML": [allow_saml([condition("StringLike", "saml:aud", ["*"])])],
		"attributes of SAML": [allow_saml([condition("StringEquals", "saml:edupersonaffiliation", ["staff"])])],
	}
	findings := rule.deny with input as snapshot(trust)
	count(findings) == 1
}

test_clean[note] if {
	some note, trust in {
		"repository": [allow(github, [audience, claim("sub", ["repo:fjordmart/orders:ref:refs/heads/main"])])],
		"owner": [allow(github, [audience, claim("sub", ["repo:fjordmart/*"])])],
		"repository claim": [allow(github, [audience, claim("repository", ["fjordmart/orders"])])],
		"enterprise": [allow(github, [audience, claim("enterprise_id", ["1234"])])],
		"a Deny of all others": [
			allow(github, [audience]),
			denial([condition("StringNotLike", "token.actions.githubusercontent.com:sub", ["repo:fjordmart/*"])]),
		],
		"service account": [allow(cluster, [service_account])],
		"Google's app": [allow(google, [equals("accounts.google.com:aud", "1234.apps")])],
		"Amazon's app": [allow("www.amazon.com", [equals("www.amazon.com:app_id", "amzn1.app")])],
		"Pulumi's organisation": [allow(pulumi, [equals("api.pulumi.com/oidc:aud", "fjordmart")])],
		"identity pool": [allow(pools, [pool, signed_in])],
		"SAML": [allow_saml([condition("StringEquals", "saml:aud", ["https://signin.aws.amazon.com/saml"])])],
		"tags only": [object.union(allow(github, []), {"actions": ["sts:TagSession"]})],
		"SAML by web identity": [allow(saml, [])],
		"Deny": [object.union(allow(github, []), {"effect": "Deny"})],
		"accounts": [trust_test.statement({"principals": [{"type": "AWS", "value": "210987654321", "account_id": "210987654321"}]})],
		"nothing": [],
	}
	findings := rule.deny with input as snapshot(trust)
	count(findings) == 0
}

test_one_finding_a_provider if {
	both := [allow(github, [audience]), allow(github, []), allow(cluster, []), allow_saml([])]
	findings := rule.deny with input as snapshot(both)
	{finding.key | some finding in findings} == {github, cluster, saml}
	count(findings) == 3
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
