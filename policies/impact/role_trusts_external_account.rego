# METADATA
# title: A role trusts an account that is not ours
# description: |
#   A foreign account in a trust policy is how an intruder comes back when all of this account's
#   credentials are changed. Everyone in that account may be let in by its administrator, whatever
#   principal the policy names. A statement for everyone that is bounded to an account trusts it, too.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# custom:
#   severity: high
#   runbook: cross_account_roles
#   attack: [T1098.003, T1199]
#   remediation: |
#     Find out whose account it is. Put it into the parameter trusted_accounts, or take it out of the
#     trust policy and revoke the sessions that are still open. An organisation or a network that is
#     yours belongs into trusted_circles.
package tocsin.impact.role_trusts_external_account

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.roles
import data.tocsin.lib.trust

deny contains {
	"msg": sprintf(
		"Role '%s' trusts account '%s', which is not one of the trusted accounts%s.",
		[arn.name(role.arn), id, account.reservation],
	),
	"resource": role.arn,
	"key": id,
	"evidence": object.union(
		{"account_id": id, "principals": sort(principals(role, id))},
		object.filter(role, ["create_date", "last_used_date", "last_used_region"]),
	),
	"fix": trust.edit(role),
} if {
	some role in roles.for_others
	some id in trust.accounts(role)
	account.is_foreign(id)
}

unknown contains reason if {
	some role in roles.for_others
	some circle in trust.circles(role)
	not account.is_trusted_circle(circle)
	reason := sprintf("role '%s' trusts everyone of '%s', and whose that is was not read", [role.arn, circle])
}

principals(role, id) := {principal.value |
	some statement in role.trust
	statement.effect == "Allow"
	some principal in statement.principals
	belongs(principal, id)
}

belongs(principal, id) if principal.account_id == id

# Bounded by conditions.
belongs(principal, _) if principal.type == "*"
