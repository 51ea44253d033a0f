# METADATA
# title: Who may talk to AWS Support
package tocsin.lib.support

import data.tocsin.lib.account
import data.tocsin.lib.assuming

policy := account.managed("AWSSupportAccess")

users := [input.aws.iam.users[i] | some i in {i | some i, p; input.aws.iam.users[i].attached_policies[p].arn == policy}]

groups := [input.aws.iam.groups[i] | some i in {i | some i, p; input.aws.iam.groups[i].attached_policies[p].arn == policy}]

roles := [input.aws.iam.roles[i] | some i in {i | some i, p; input.aws.iam.roles[i].attached_policies[p].arn == policy}]

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
	count(assuming.operations(statement)) > 0
	some principal in statement.principals
	is_somebody(principal)
}

# A principal written as an id is one that was deleted, and a service is no person.
is_somebody(principal) if principal.account_id

is_somebody(principal) if principal.type in {"*", "Federated"}
