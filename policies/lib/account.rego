# METADATA
# title: The account that is judged
# schemas:
#   - data.params.trusted_accounts:
#       type: array
#       items: {type: string}
#       default: []
#       description: Ids of the accounts of others that this account's roles may trust.
#   - data.params.trusted_circles:
#       type: array
#       items: {type: string}
#       default: []
#       description: Ids of the organisations, VPCs and VPC endpoints from which everyone may assume a role that says so.
package tocsin.lib.account

import data.tocsin.lib.arn as arns

# The resource of a finding about the account as a whole.
arn := sprintf("arn:%s:account::%s:account", [input.meta.partition, input.meta.account_id])

root := sprintf("arn:%s:iam::%s:root", [input.meta.partition, input.meta.account_id])

# Where global services such as IAM and STS leave their events, root's console logins among them.
global_region := {
	"aws": "us-east-1",
	"aws-cn": "cn-north-1",
	"aws-eusc": "eusc-de-east-1",
	"aws-us-gov": "us-gov-west-1",
}[input.meta.partition]

# The account itself is one of its own: trusting oneself is no trust in others.
own contains input.meta.account_id

# The organisation's accounts are listed in its management account only; the others know that one.
own contains input.aws.organizations.organization.management_account_id

own contains member.id if some member in input.aws.organizations.accounts

trusted contains id if some id in own

trusted contains id if some id in data.params.trusted_accounts

# is_trusted_circle tells of an organisation, network or source that a condition names (see
# conditions.circles) that it is known, be it as that of a trusted account.
is_trusted_circle(circle) if split(circle, "/")[0] in data.params.trusted_circles

is_trusted_circle(circle) if split(circle, "/")[0] == input.aws.organizations.organization.id

is_trusted_circle(circle) if circle in trusted

is_trusted_circle(circle) if arns.account(circle) in trusted

# is_others says of an account that it is neither this one nor of its organisation. Of an account that
# may be one of an organisation that could not be read it says nothing.
is_others(id) if {
	input.coverage["organizations.organization"].status == "complete"
	input.coverage["organizations.accounts"].status == "complete"
	not id in own
}

# is_foreign says of such an account that it is not trusted on purpose, either.
is_foreign(id) if {
	is_others(id)
	not id in trusted
}

# A member of an organisation, that cannot list the others.
is_member if input.aws.organizations.organization.management_account_id != input.meta.account_id

# What a finding about a foreign account adds there.
default reservation := ""

reservation := " (a member account cannot see which others its organisation has)" if is_member

# managed is the ARN of a policy that AWS manages.
managed(policy) := sprintf("arn:%s:iam::aws:policy/%s", [input.meta.partition, policy])
