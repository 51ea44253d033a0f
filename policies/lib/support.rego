# METADATA
# title: Who may talk to AWS Support
package tocsin.lib.support

import data.tocsin.lib.account
import data.tocsin.lib.trust

policy := account.managed("AWSSupportAccess")

carries(entity) if {
	some attached in entity.attached_policies
	attached.arn == policy
}

users := [user | some user in input.aws.iam.users; carries(user)]

groups := [group | some group in input.aws.iam.groups; carries(group)]

roles := [role | some role in input.aws.iam.roles; carries(role)]

populated := {name | some user in input.aws.iam.users; some name in user.groups}

# carriers have the policy, of use or not.
carriers := {entity.arn | some entities in [users, groups, roles]; some entity in entities}

# usable are those of them by which a person gets the rights.
usable contains user.arn if some user in users

usable contains group.arn if {
	some group in groups
	group.name in populated
}

usable contains role.arn if {
	some role in roles
	some statement in role.trust
	statement.effect == "Allow"
	count(trust.operations(statement)) > 0
	some principal in statement.principals
	is_somebody(principal)
}

# A principal written as an id is one that was deleted, and a service is no person.
is_somebody(principal) if principal.account_id

is_somebody(principal) if principal.type in {"*", "Federated"}
