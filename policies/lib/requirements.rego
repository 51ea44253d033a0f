# METADATA
# title: What a trust policy requires of those whom a statement lets in
# description: |
#   A requirement is a set of conditions of which one has to hold. Each condition of the statement itself
#   is one. So is a Deny of all that the statement allows, to all whom it names: it turns away those who
#   meet all of its conditions, so its reader must meet the contrary of one.
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
package tocsin.lib.requirements

import data.tocsin.lib.assuming

of(role, statement) := {{condition} | some condition in statement.conditions} | {contraries |
	some deny in role.trust
	deny.effect == "Deny"
	turns_away(deny, statement)
	contraries := {contrary(condition) | some condition in deny.conditions}
	count(contraries) == count(deny.conditions)
	count(contraries) > 0
}

turns_away(deny, statement) if {
	names_all_of(deny, statement)
	count(assuming.operations(statement) - assuming.operations(deny)) == 0
}

names_all_of(deny, _) if {
	some principal in deny.principals
	principal.type == "*"
}

names_all_of(deny, statement) if {
	count(statement.principals) > 0
	count({p | some p in statement.principals} - {p | some p in deny.principals}) == 0
}

# contrary is undefined for conditions that spare those, too, who do not have the key: without
# IfExists, Bool and Numeric do.
contrary(condition) := object.union(condition, {"operator": operator}) if {
	negated := `(?i)^(ForAllValues:)?(String|Arn)Not(Equals|EqualsIgnoreCase|Like)(IfExists)?$`
	regex.match(negated, condition.operator)
	operator := regex.replace(condition.operator, negated, "$2$3")
}

contrary(condition) := object.union(condition, {"operator": "Bool", "values": [value]}) if {
	lower(condition.operator) == "boolifexists"
	count(condition.values) == 1
	value := {"false": "true", "true": "false"}[lower(condition.values[0])]
}

contrary(condition) := object.union(condition, {"operator": "Null", "values": ["false"]}) if {
	lower(condition.operator) == "null"
	condition.values == ["true"]
}

contrary(condition) := object.union(condition, {"operator": "NumericLessThan"}) if {
	regex.match(`(?i)^NumericGreaterThan(Equals)?IfExists$`, condition.operator)
}
