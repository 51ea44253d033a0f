# METADATA
# title: A role trusts all users of an identity provider
# description: |
#   GitHub gives a token to every workflow of everybody. A role that asks for an audience only, or for a
#   subject such as repo:*, can be assumed by anyone with a repository. Such providers need a bound on
#   the subject or on a claim that stands for it, Cognito one on identity pool and kind of user, SAML
#   providers one on the audience: an answer meant for another service must not do here.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
#   - https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
# custom:
#   severity: high
#   runbook: cross_account_roles
#   attack: [T1098.003, T1199]
#   remediation: |
#     Name the subjects in the trust policy, as narrowly as the provider tells them apart; then look in
#     CloudTrail for who assumed the role.
package tocsin.impact.role_federation_unbounded

import data.tocsin.lib.arn
import data.tocsin.lib.federation
import data.tocsin.lib.roles
import data.tocsin.lib.trust

deny contains {
	"msg": sprintf("Role '%s' trusts identity provider '%s' %s.", [arn.name(role.arn), short(provider), concat(" and ", how)]),
	"resource": role.arn,
	"key": provider,
	"evidence": object.union(
		{"provider": provider, "conditions": sort(conditions)},
		object.filter(role, ["create_date", "last_used_date", "last_used_region"]),
	),
	"fix": trust.edit(role),
} if {
	some role in roles.for_federated
	open := [{"provider": principal.value, "how": how, "statement": statement} |
		some statement in role.trust
		statement.effect == "Allow"
		some principal in statement.principals
		principal.type == "Federated"
		how := federation.unbounded(role, statement, principal.value)
	]
	some provider in {o.provider | some o in open}
	how := {o.how | some o in open; o.provider == provider}
	conditions := {sprintf("%s %s %s", [c.operator, c.key, concat(", ", c.values)]) |
		some o in open
		o.provider == provider
		some c in o.statement.conditions
	}
}

short(provider) := regex.replace(provider, `^arn:[^:]*:iam::[0-9]*:(oidc|saml)-provider/`, "")
