# METADATA
# title: A role trusts another account without an external id
# description: |
#   A third party that works for many customers can be talked into using the role for another one of them,
#   who knows no more than its ARN. An external id keeps that from happening. So do MFA, which shows
#   that a person asked, and a condition on the organisation, where the other account is none of a third
#   party. An account that is trusted on purpose is found, too.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# custom:
#   severity: medium
#   runbook: cross_account_roles
#   attack: [T1199]
#   remediation: |
#     Ask the third party for the external id that it uses for this account, and require it in the trust
#     policy. For people require MFA, for accounts of one's own the organisation.
package tocsin.impact.role_trust_without_external_id

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.conditions
import data.tocsin.lib.requirements
import data.tocsin.lib.roles
import data.tocsin.lib.trust

deny contains {
	"msg": sprintf(
		"Role '%s' trusts account '%s' without a condition on an external id, MFA or the organisation%s.",
		[arn.name(role.arn), id, account.reservation],
	),
	"resource": role.arn,
	"key": id,
	"evidence": object.union({"account_id": id}, object.filter(role, ["create_date", "last_used_date", "last_used_region"])),
	"fix": trust.edit(role),
} if {
	some role in roles.for_others
	ids := {id |
		some statement in role.trust
		others := {id | some id in trust.statement_accounts(role, statement); account.is_others(id)}
		count(others) > 0
		not is_guarded(role, statement)
		some id in others
	}
	some id in ids
}

is_guarded(role, statement) if {
	some alternatives in requirements.of(role, statement)
	count([condition | some condition in alternatives; not guards(condition)]) == 0
}

# A value of wildcards only is anybody's.
guards(condition) if {
	condition.key == "sts:externalid"
	regex.match(`(?i)^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$`, condition.operator)
	count(condition.values) > 0
	count([value | some value in condition.values; regex.match(`^[*?]*$`, value)]) == 0
}

guards(condition) if {
	condition.key in {"aws:principalorgid", "aws:principalorgpaths"}
	conditions.bounds(condition)
}

guards({"operator": operator, "key": "aws:multifactorauthpresent", "values": ["true"]}) if lower(operator) == "bool"

guards({"operator": operator, "key": "aws:multifactorauthage", "values": _}) if {
	regex.match(`(?i)^NumericLessThan(Equals)?$`, operator)
}

guards({"operator": operator, "key": "aws:multifactorauthage", "values": ["false"]}) if lower(operator) == "null"
