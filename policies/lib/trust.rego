# METADATA
# title: Whom a role trusts
# description: |
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html. Services
#   and federated identities are other rules' matter.
package tocsin.lib.trust

import data.tocsin.lib.account
import data.tocsin.lib.conditions
import data.tocsin.lib.shell

# Most roles are AWS's services' alone. Who else may be let in by a role is looked into only where a look
# at its principals does not tell that there is nobody.
for_everyone := [input.aws.iam.roles[i] | some i in to_everyone]

for_others := [input.aws.iam.roles[i] | some i in (to_everyone | to_others)]

for_federated := [input.aws.iam.roles[i] | some i in to_federated]

to_everyone := {i | some i, s, p; input.aws.iam.roles[i].trust[s].principals[p].type == "*"} | to_all_but_some

to_all_but_some := {i | some i, s; input.aws.iam.roles[i].trust[s].not_principals != []}

to_others := {i | some i, s, p; id := input.aws.iam.roles[i].trust[s].principals[p].account_id; not id in account.own}

to_federated := {i | some i, s, p; input.aws.iam.roles[i].trust[s].principals[p].type == "Federated"}

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
	statement.effect == "Allow"
	operations(statement) != set()
	named := {principal.account_id | some principal in statement.principals}
	some id in (named | boundary_accounts(role, statement))
	not is_denied(role, statement, id)
}

boundary_accounts(role, statement) := {id |
	covers_everyone(statement)
	some boundary in boundaries(role, statement)
	some id in boundary.accounts
}

# circles are the organisations, networks and sources by which alone a statement for everyone is bounded.
circles(role) := {circle |
	some statement in role.trust
	is_for_everyone(statement)
	found := boundaries(role, statement)
	count([boundary | some boundary in found; count(boundary.circles) == 0]) == 0
	some boundary in found
	some circle in boundary.circles
}

is_for_everyone(statement) if {
	statement.effect == "Allow"
	covers_everyone(statement)
	operations(statement) != set()
}

covers_everyone(statement) if {
	some principal in statement.principals
	principal.type == "*"
}

# Everyone but a few.
covers_everyone(statement) if {
	statement.not_principals != []
	count([principal | some principal in statement.not_principals; principal.type == "*"]) == 0
}

# boundaries are what bounds a statement for everyone, each by the accounts and the circles that it
# names. Both are empty for one that lets in nobody but the role's own.
boundaries(role, statement) := own | others if {
	own := {{"accounts": conditions.accounts(condition), "circles": conditions.circles(condition)} |
		some condition in statement.conditions
		conditions.bounds(condition)
	}
	others := {{"accounts": spared_accounts(deny), "circles": spared_circles(deny)} |
		some deny in role.trust
		deny.effect == "Deny"
		denies(deny, statement)
	}
}

# A Deny of all that the statement allows, to everyone whom its conditions do not spare.
denies(deny, statement) if {
	covers_everyone(deny)
	count([condition | some condition in deny.conditions; not conditions.spares(condition)]) == 0
	count(operations(statement) - operations(deny)) == 0
}

spared_accounts(deny) := named | meant if {
	named := {principal.account_id | some principal in deny.not_principals}
	meant := {id | some condition in deny.conditions; some id in conditions.accounts(condition)}
}

spared_circles(deny) := {circle | some condition in deny.conditions; some circle in conditions.circles(condition)}

# Whether a Deny spares nobody of an account. One that spares an organisation may.
is_denied(role, statement, id) if {
	some deny in role.trust
	deny.effect == "Deny"
	denies(deny, statement)
	not id in spared_accounts(deny)
	count([condition | some condition in deny.conditions; not conditions.tells_accounts_apart(condition)]) == 0
}

# operations are those by which a statement lets roles be assumed, or keeps them from it. Tagging a
# session or naming its source is none.
operations(statement) := allowed(statement.actions, statement.not_actions)

# Many statements have the same actions.
allowed(actions, not_actions) := {operation |
	some operation in assuming
	some action in actions
	matches(action, operation)
} | {operation |
	not_actions != []
	some operation in assuming
	count([action | some action in not_actions; matches(action, operation)]) == 0
}

assuming := {"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"}

# To IAM only * and ? are wildcards, to glob.match brackets and braces, too.
matches(action, operation) if {
	regex.match(`^[A-Za-z:*?]+$`, action)
	glob.match(lower(action), null, operation)
}

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
