# METADATA
# title: A break-glass role is not named as one
# description: |
#   Alarms, reviews and exceptions go by the names of the roles for emergencies. One that is named
#   otherwise, but for an emergency, escapes them, and may be meant to.
# related_resources:
#   - https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/break-glass-access.html
# schemas:
#   - data.params.break_glass_role_names:
#       type: array
#       items: {type: string, minLength: 1}
#       minItems: 1
#       default: [break-glass-*]
#       description: Names of the roles for emergencies; * stands for any characters.
# custom:
#   severity: medium
#   runbook: cross_account_roles
#   attack: [T1036.005]
#   remediation: |
#     A role cannot be renamed. Make one with the right name from the same source, and delete this one
#     once nobody uses it.
package org.break_glass_role

# Stock tools know no parameters.
default names := ["break-glass-*"]

names := data.params.break_glass_role_names

deny contains {
	"msg": sprintf("Role '%s' is for emergencies by its name, and not named as %s.", [role.name, concat(" or ", names)]),
	"resource": role.arn,
	"evidence": object.filter(role, ["create_date", "last_used_date"]),
} if {
	some role in input.aws.iam.roles
	is_for_emergencies(role.name)
	not is_well_named(role.name)
	not contains(role.arn, ":role/aws-service-role/") # named by AWS
}

# However it is spelt: BreakGlass, break_glass, Emergency-Access.
is_for_emergencies(name) if {
	letters := regex.replace(lower(name), `[^a-z]`, "")
	some word in ["breakglass", "emergency", "firefighter"]
	contains(letters, word)
}

is_well_named(name) if {
	some pattern in names
	glob.match(pattern, null, name)
}
