# METADATA
# title: What bounds a statement that is for everyone
# description: |
#   Its own conditions do, and so does a Deny, of all that it allows, to everyone whom the conditions of
#   the Deny do not spare.
package tocsin.lib.bounds

import data.tocsin.lib.conditions

covers_everyone(statement) if {
	some principal in statement.principals
	principal.type == "*"
}

# Everyone but a few.
covers_everyone(statement) if {
	count(statement.not_principals) > 0
	count([principal | some principal in statement.not_principals; principal.type == "*"]) == 0
}

# of are the boundaries of a statement for everyone, each by the accounts and the circles that it names.
# Both are empty for one that lets in nobody but the account's own. The denials are those of all that the
# statement allows.
of(statement, denials) := own | others if {
	own := {{"accounts": conditions.accounts(condition), "circles": conditions.circles(condition)} |
		some condition in statement.conditions
		conditions.bounds(condition)
	}
	others := {{"accounts": spared_accounts(deny), "circles": spared_circles(deny)} | some deny in denials}
}

accounts(boundaries) := {id | some boundary in boundaries; some id in boundary.accounts}

# circles are the organisations, networks and sources that bound, if nothing else does.
circles(boundaries) := {circle |
	count([boundary | some boundary in boundaries; count(boundary.circles) == 0]) == 0
	some boundary in boundaries
	some circle in boundary.circles
}

denies_everyone(deny) if {
	deny.effect == "Deny"
	covers_everyone(deny)
	count([condition | some condition in deny.conditions; not conditions.spares(condition)]) == 0
}

spared_accounts(deny) := named | meant if {
	named := {principal.account_id | some principal in deny.not_principals}
	meant := {id | some condition in deny.conditions; some id in conditions.accounts(condition)}
}

spared_circles(deny) := {circle | some condition in deny.conditions; some circle in conditions.circles(condition)}

# keeps_out says whether one of the denials spares nobody of an account. One that spares an organisation may.
keeps_out(denials, id) if {
	some deny in denials
	not id in spared_accounts(deny)
	count([condition | some condition in deny.conditions; not conditions.tells_accounts_apart(condition)]) == 0
}
