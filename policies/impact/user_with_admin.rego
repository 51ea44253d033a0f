# METADATA
# title: An IAM user is an administrator
# description: |
#   The keys and passwords of IAM users do not expire; an administrator's are worth the whole account.
#   Policies attached to the user, inline ones and those of its groups count, and so does a policy of
#   one's own that allows everything under another name. A permissions boundary that is none of these
#   keeps the user from being one.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# custom:
#   severity: medium
#   runbook: iam_users
#   attack: [T1078.004, T1098.003]
#   remediation: |
#     Let people become administrators by a role, with MFA and for hours; then take the rights from the user.
package tocsin.impact.user_with_admin

import data.tocsin.lib.admins
import data.tocsin.lib.arn

deny contains {
	"msg": sprintf("IAM user '%s' is an administrator, by %s.", [arn.name(user.arn), concat(" and ", by)]),
	"resource": user.arn,
	"evidence": object.union({"by": by}, object.filter(user, ["create_date", "permissions_boundary_arn"])),
	"fix": [admins.revoke("user", user.name, way) | some way in ways],
} if {
	policies := admins.policies([policy | some policy in input.aws.iam.policies])
	groups := admins.groups([group | some group in input.aws.iam.groups], policies)
	some user in input.aws.iam.users
	ways := admins.ways(user, policies, groups)
	count(ways) > 0
	not is_bounded(user, policies)
	by := [admins.describe(way) | some way in ways]
}

is_bounded(user, policies) if {
	boundary := user.permissions_boundary_arn
	not boundary in policies
}
