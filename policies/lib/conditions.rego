# METADATA
# title: Conditions that bound who a statement is about
# description: |
#   Of all condition keys only these say where a caller belongs. sts:ExternalId does not, whoever knows
#   it can be anyone; nor does an address, nor a tag, which anybody can put on a role of their own.
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
package tocsin.lib.conditions

import data.tocsin.lib.bounding_values

# A condition of an Allow bounds it. Not with IfExists or ForAllValues, which hold where the key is
# missing from the request.
bounds(condition) if {
	regex.match(`(?i)^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$`, condition.operator)
	bounding_values.names_somebody(condition)
}

# A condition of a Deny spares only those whom it names. Here IfExists and ForAllValues deny where the
# key is missing, as they should; ForAnyValue does not.
spares(condition) if {
	regex.match(
		`(?i)^(ForAllValues:)?(String(NotEquals|NotEqualsIgnoreCase|NotLike)|Arn(NotEquals|NotLike))(IfExists)?$`,
		condition.operator,
	)
	bounding_values.names_somebody(condition)
}

# AWS's own services calling as themselves are nobody's accounts.
spares(condition) if {
	condition.key == "aws:principalisawsservice"
	regex.match(`(?i)^Bool(IfExists)?$`, condition.operator)
	condition.values == ["false"]
}

# accounts are those that a condition names, as far as it names accounts.
accounts(condition) := {id |
	tells_accounts_apart(condition)
	some value in condition.values
	some id in regex.find_n(`[0-9]{12}`, value, 1)
}

# circles are the organisations, networks and sources that a condition names. Whose they are the account
# does not say, except for those that a variable makes the role's own.
circles(condition) := {value |
	not tells_accounts_apart(condition)
	some value in condition.values
	not startswith(value, "${")
}

# A service is no account, so that to spare services spares none.
tells_accounts_apart(condition) if {
	condition.key in {"aws:principalaccount", "aws:principalarn", "aws:principalisawsservice"}
}
