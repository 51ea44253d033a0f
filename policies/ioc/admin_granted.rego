# METADATA
# title: Somebody was made an administrator
# description: |
#   Since the baseline AdministratorAccess, or a policy that comes to the same, was attached to a user, group
#   or role or written into it, a policy that it had was changed to that, or a user was put into a group of
#   administrators. Permissions boundaries do not matter: what was granted was granted.
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
# custom:
#   severity: high
#   runbook: iam_user_creation
#   attack: [T1098.003]
#   events:
#     - iam.amazonaws.com/AttachUserPolicy
#     - iam.amazonaws.com/AttachGroupPolicy
#     - iam.amazonaws.com/AttachRolePolicy
#     - iam.amazonaws.com/PutUserPolicy
#     - iam.amazonaws.com/PutGroupPolicy
#     - iam.amazonaws.com/PutRolePolicy
#     - iam.amazonaws.com/CreatePolicy
#     - iam.amazonaws.com/CreatePolicyVersion
#     - iam.amazonaws.com/SetDefaultPolicyVersion
#     - iam.amazonaws.com/AddUserToGroup
#   applies_when: neither a baseline nor events are given
#   remediation: |
#     Ask who granted it and what for. Revoke it unless it is known, and look in CloudTrail for what was done
#     with it.
package tocsin.ioc.admin_granted

import data.tocsin.lib.admin_events
import data.tocsin.lib.admins
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

applicable if drift.given

applicable if events.given

deny contains {
	"msg": sprintf(
		"IAM %s '%s' was made an administrator since the baseline, by %s.",
		[kind, arn.name(principal.arn), concat(" and ", by)],
	),
	"resource": principal.arn,
	"evidence": drift.evidence(object.union({"by": by}, object.filter(principal, ["create_date"]))),
	"fix": [admins.revoke(kind, principal.name, way) | some way in granted],
} if {
	baseline_is_whole
	policies := admins.policies([policy | some policy in input.aws.iam.policies])
	groups := admins.groups(now.group, policies)
	some kind, principals in now
	some principal in principals
	granted := admins.ways(principal, policies, groups) - object.get(before, principal.arn, set())
	count(granted) > 0
	by := [admins.describe(way) | some way in granted]
}

deny contains event_finding.of(grant.event, grant) if some grant in admin_events.grants

unknown contains reason if some reason in admin_events.undecided

now := {
	"user": [user | some user in input.aws.iam.users],
	"group": [group | some group in input.aws.iam.groups],
	"role": [role | some role in input.aws.iam.roles],
}

baseline_is_whole if every section in ["iam.users", "iam.groups", "iam.roles", "iam.policies"] { drift.read_then(section) }

# The ways of those who were administrators, by ARN.
before := {principal.arn: ways |
	policies := admins.policies(data.baseline.aws.iam.policies)
	groups := admins.groups(data.baseline.aws.iam.groups, policies)
	some principals in [data.baseline.aws.iam.users, data.baseline.aws.iam.groups, data.baseline.aws.iam.roles]
	some principal in principals
	ways := admins.ways(principal, policies, groups)
}
