# METADATA
# title: An instance on the internet is an administrator
# description: |
#   Whoever gets into the instance, by a hole in what it serves, has the credentials of its role, and with
#   an administrator's the account. Reachable is a running instance with a public IPv4 address and a
#   security group that lets everyone in; whether a route leads there, or by IPv6, is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
# custom:
#   severity: medium
#   runbook: ec2_instances
#   attack: [T1552.005, T1190]
#   remediation: |
#     Give the role what the instance needs and no more. If it was ever open, take its credentials for
#     stolen: revoke the role's sessions, and look for what they did.
package tocsin.impact.instance_with_admin_profile

import data.tocsin.lib.admins
import data.tocsin.lib.arn
import data.tocsin.lib.internet

deny contains {
	"msg": sprintf(
		"Instance '%s' in %s is reachable from the internet and an administrator by role '%s'.",
		[instance.id, instance.region, arn.name(admin.role.arn)],
	),
	"resource": instance.arn,
	"region": instance.region,
	"evidence": {"role": admin.role.arn, "by": [admins.describe(way) | some way in admin.ways], "open": doors},
	"fix": [admins.revoke("role", admin.role.name, way) | some way in admin.ways],
} if {
	some instance in input.aws.ec2.instances
	instance.state == "running"
	some admin in administrators[instance.instance_profile_arn]
	doors := internet.doors(instance)
	count(doors) > 0
}

# administrators are the roles with an administrator's rights, by instance profile.
administrators := {profile: roles |
	some profile in {profile | some admin in admin_roles; some profile in admin.role.instance_profile_arns}
	roles := [admin | some admin in admin_roles; some other in admin.role.instance_profile_arns; other == profile]
}

admin_roles := [{"role": role, "ways": ways} |
	policies := admins.policies([policy | some policy in input.aws.iam.policies])
	some role in input.aws.iam.roles
	role.instance_profile_arns != []
	ways := admins.own_ways(role, policies)
	count(ways) > 0
	not is_bounded(role, policies)
]

is_bounded(role, policies) if {
	boundary := role.permissions_boundary_arn
	not boundary in policies
}
