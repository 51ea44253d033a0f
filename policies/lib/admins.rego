# METADATA
# title: What makes an administrator
# description: |
#   AWS's AdministratorAccess, or a policy of one's own that comes to the same: attached, inline, or had
#   from a group. Whether a policy does is a fact of the snapshot (is_admin). The functions serve the
#   snapshot and its baseline alike.
#   https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
package tocsin.lib.admins

import data.tocsin.lib.account
import data.tocsin.lib.shell

# The ARNs of the managed policies that make administrators, out of the account's own.
policies(own) := {account.managed("AdministratorAccess")} | {policy.arn | some policy in own; policy.is_admin == true}

# The names of the groups whose members are administrators.
groups(candidates, policies) := {group.name | some group in candidates; count(own_ways(group, policies)) > 0}

# The ways by which a principal is an administrator.
ways(principal, policies, groups) := own_ways(principal, policies) | {{"group": name} |
	some name in principal.groups
	name in groups
}

own_ways(principal, policies) := attached | inline if {
	attached := {{"policy": policy.arn} | some policy in principal.attached_policies; policy.arn in policies}
	inline := {{"inline_policy": policy.name} | some policy in principal.inline_policies; policy.is_admin == true}
}

describe(way) := sprintf("policy '%s'", [way.policy])

describe(way) := sprintf("inline policy '%s'", [way.inline_policy])

describe(way) := sprintf("group '%s'", [way.group])

# The command that takes a way from a user, group or role.
revoke(kind, name, way) := sprintf(
	"aws iam detach-%s-policy --%s-name=%s --policy-arn=%s",
	[kind, kind, shell.quote(name), shell.quote(way.policy)],
)

revoke(kind, name, way) := sprintf(
	"aws iam delete-%s-policy --%s-name=%s --policy-name=%s",
	[kind, kind, shell.quote(name), shell.quote(way.inline_policy)],
)

revoke(_, name, way) := sprintf(
	"aws iam remove-user-from-group --user-name=%s --group-name=%s",
	[shell.quote(name), shell.quote(way.group)],
)
