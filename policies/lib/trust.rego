# METADATA
# title: Whom a role trusts
# description: |
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html. Services
#   and federated identities are other rules' matter.
package tocsin.lib.trust

import data.tocsin.lib.assuming
import data.tocsin.lib.bounds
import data.tocsin.lib.shell

# unbounded are the statements by which anyone in the world can assume a role: neither their own
# conditions nor a Deny of the role bounds them.
unbounded(role) := [statement |
	some statement in role.trust
	is_for_everyone(statement)
	count(boundaries(role, statement)) == 0
]

# accounts are those whose principals can assume a role: named as principals, or by the conditions of
# a statement for everyone. A principal written as an id is one that was deleted: nobody can be it.
accounts(role) := {id |
	some statement in role.trust
	some id in statement_accounts(role, statement)
}

# statement_accounts are those of them that one statement lets in.
statement_accounts(role, statement) := {id |
	some id in union({principal_accounts(statement), boundary_accounts(role, statement)})
	not bounds.keeps_out(denials(role, statement), id)
}

principal_accounts(statement) := {principal.account_id |
	statement.effect == "Allow"
	some principal in statement.principals
	count(assuming.operations(statement)) > 0
}

boundary_accounts(role, statement) := bounds.accounts(boundaries(role, statement)) if {
	is_for_everyone(statement)
} else := set()

# circles are the organisations, networks and sources by which alone a statement for everyone is bounded.
circles(role) := {circle |
	some statement in role.trust
	is_for_everyone(statement)
	some circle in bounds.circles(boundaries(role, statement))
}

is_for_everyone(statement) if {
	statement.effect == "Allow"
	bounds.covers_everyone(statement)
	count(assuming.operations(statement)) > 0
}

# boundaries are what bounds a statement for everyone, by its own conditions or by a Deny of all that it
# allows.
boundaries(role, statement) := bounds.of(statement, denials(role, statement))

denials(role, statement) := [deny |
	some deny in role.trust
	bounds.denies_everyone(deny)
	count(assuming.operations(statement) - assuming.operations(deny)) == 0
]

# The document that replaces the policy is written by a person, between the two commands.
edit(role) := [
	sprintf(
		"aws iam get-role --role-name=%s --query=Role.AssumeRolePolicyDocument --output=json > trust.json",
		[shell.quote(role.name)],
	),
	sprintf(
		"aws iam update-assume-role-policy --role-name=%s --policy-document=file://trust.json",
		[shell.quote(role.name)],
	),
]
