# METADATA
# title: AWS has quarantined credentials
# description: |
#   When AWS finds a key in public it attaches a policy of its own to the user, which forbids the most
#   costly misuse and no more: the key works. A policy of that name in the account is somebody's own.
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
#   - https://repost.aws/knowledge-center/potential-account-compromise
# custom:
#   severity: critical
#   runbook: iam_user_creation
#   attack: [T1552.001, T1078.004]
#   remediation: |
#     Make the keys inactive, look in CloudTrail for what was done with them, and delete them. Only then
#     detach the policy, and answer AWS's support case.
package tocsin.ioc.access_key_quarantined

import data.tocsin.lib.arn
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("AWS's quarantine policy '%s' is attached to '%s'.", [arn.name(attachment.policy), arn.name(attachment.arn)]),
	"resource": attachment.arn,
	"key": attachment.policy,
	"evidence": {"policy_arn": attachment.policy},
	"fix": attachment.fix,
} if {
	some attachment in attachments
}

attachments contains {"arn": user.arn, "policy": policy, "fix": fix(user.name, policy)} if {
	some i, p
	policy := input.aws.iam.users[i].attached_policies[p].arn
	quarantines(policy)
	user := input.aws.iam.users[i]
}

attachments contains {"arn": group.arn, "policy": policy, "fix": []} if {
	some i, p
	policy := input.aws.iam.groups[i].attached_policies[p].arn
	quarantines(policy)
	group := input.aws.iam.groups[i]
}

attachments contains {"arn": role.arn, "policy": policy, "fix": []} if {
	some i, p
	policy := input.aws.iam.roles[i].attached_policies[p].arn
	quarantines(policy)
	role := input.aws.iam.roles[i]
}

# There are three versions by now. The second name is the one of former years.
quarantines(policy) if {
	contains(policy, ":aws:policy/AWS")
	regex.match(`^arn:[^:]+:iam::aws:policy/(AWSCompromisedKeyQuarantine.*|AWSExposedCredentialPolicy_DO_NOT_REMOVE)$`, policy)
}

# One command where it matters: while a key works the policy must stay.
fix(user, policy) := [
	sprintf("aws iam list-access-keys --user-name=%s", [shell.quote(user)]),
	concat(" && ", [
		sprintf(`aws iam update-access-key --user-name=%s --access-key-id="$KEY" --status=Inactive`, [shell.quote(user)]),
		sprintf("aws iam detach-user-policy --user-name=%s --policy-arn=%s", [shell.quote(user), shell.quote(policy)]),
	]),
]
