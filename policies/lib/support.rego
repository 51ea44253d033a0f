# METADATA
# title: Who may talk to AWS Support
package tocsin.lib.support

import data.tocsin.lib.account
import data.tocsin.lib.assuming

policy := account.managed("AWSSupportAccess")

carries(entity) if {
	some attached in entity.attached_policies
	attached.arn == policy
}

# carriers have the policy, of use or not.
carriers contains user.arn if {
	some user in input.aws.iam.users
	carries(user)
}

carriers contains group.arn if {
	some group in input.aws.iam.groups
	carries(group)
}

carriers contains role.arn if {
	some role in input.aws.iam.roles
	carries(role)
}

# usable are those of them by which a person gets the rights.
usable contains user.arn if {
	some user in input.aws.iam.users
	user.arn in carriers
}

usable contains group.arn if {
	some group in input.aws.iam.groups
	group.arn in carriers
	some user in input.aws.iam.users
	group.name in user.groups
}

usable contains role.arn if {
	some role in input.aws.iam.roles
	role.arn in carriers
	some statement in role.trust
	statement.effect == "Allow"
	count(assuming.operations(statement)) > 0
	some principal in statement.principals
	is_somebody(principal)
}

# A principal written as an id is one that was deleted, and a service is no person.
is_somebody(principal) if principal.account_id

is_somebody(principal) if principal.type in {"*", "Federated"}
