# METADATA
# title: A role can be assumed by anyone
# description: |
#   A trust policy for everyone is an open door to the account unless a condition says which
#   organisation, account, identity or network the caller must belong to. An external id says nothing
#   of the kind, nor do conditions that hold when their key is missing, or values of mere wildcards.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
# custom:
#   severity: critical
#   runbook: cross_account_roles
#   attack: [T1098.003, T1078.004]
#   remediation: |
#     Name the principals that are to assume the role, or delete it; then look in CloudTrail for who
#     assumed it, and revoke the sessions that are still open.
package tocsin.impact.role_trusts_anyone

import data.tocsin.lib.arn
import data.tocsin.lib.roles
import data.tocsin.lib.trust

# Of the conditions only what they are about is told: an external id is nobody else's business.
deny contains {
	"msg": sprintf("Role '%s' can be assumed by anyone.", [arn.name(role.arn)]),
	"resource": role.arn,
	"evidence": object.union(
		{
			"trusts": ["*"],
			"actions": [action | some statement in statements; some action in array.concat(statement.actions, statement.not_actions)],
			"conditions": [name | some statement in statements; some c in statement.conditions; name := concat(" ", [c.operator, c.key])],
		},
		object.filter(role, ["create_date", "last_used_date", "last_used_region"]),
	),
	"fix": trust.edit(role),
} if {
	some role in roles.for_everyone
	statements := trust.unbounded(role)
	count(statements) > 0
}
