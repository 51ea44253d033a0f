# METADATA
# title: Whom a resource's policy lets in
# description: |
#   As for a role's trust policy, but what is allowed may be anything. Everyone at large is the matter of
#   what AWS finds public; services are nobody's accounts.
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
package tocsin.lib.sharing

import data.tocsin.lib.bounds
import data.tocsin.lib.load_balancing

# accounts are those whose principals a policy lets in: named as principals, or by the conditions of a
# statement for everyone.
accounts(policy) := {id |
	some statement in policy
	statement.effect == "Allow"
	some id in union({principal_accounts(statement), boundary_accounts(policy, statement)})
	not id in load_balancing.accounts
	not bounds.keeps_out(denials(policy, statement), id)
}

principal_accounts(statement) := {principal.account_id | some principal in statement.principals}

boundary_accounts(policy, statement) := bounds.accounts(boundaries(policy, statement)) if {
	bounds.covers_everyone(statement)
} else := set()

# circles are the organisations, networks and sources by which alone a statement for everyone is bounded.
circles(policy) := {circle |
	some statement in policy
	statement.effect == "Allow"
	bounds.covers_everyone(statement)
	some circle in bounds.circles(boundaries(policy, statement))
}

# unclear are those whom a policy lets in and of whom it cannot be told whose accounts they are.
unclear(policy) := {sprintf("who has canonical id '%s'", [principal.value]) |
	some statement in policy
	statement.effect == "Allow"
	some principal in statement.principals
	principal.type == "CanonicalUser"
} | {sprintf("everyone on a condition on %s", [condition.key]) |
	some statement in policy
	statement.effect == "Allow"
	bounds.covers_everyone(statement)
	count(boundaries(policy, statement)) == 0
	some condition in statement.conditions
}

boundaries(policy, statement) := bounds.of(statement, denials(policy, statement))

denials(policy, statement) := [deny |
	some deny in policy
	bounds.denies_everyone(deny)
	covers(lowered(deny.actions), lowered(statement.actions)) # names of resources have a case
	covers(object.get(deny, "resources", []), object.get(statement, "resources", []))
]

lowered(actions) := [lower(action) | some action in actions]

# Whether each of some patterns is within one of the wider ones. What is allowed by its exceptions is
# within none.
covers(wider, patterns) if {
	count(patterns) > 0
	count([pattern | some pattern in patterns; not is_within(pattern, wider)]) == 0
}

is_within(pattern, wider) if {
	some w in wider
	w == pattern
}

is_within(pattern, wider) if {
	some w in wider
	endswith(w, "*")
	prefix := trim_suffix(w, "*")
	not contains(prefix, "*")
	not contains(prefix, "?")
	startswith(pattern, prefix)
}
