# METADATA
# title: The operations by which a role can be assumed
package tocsin.lib.assuming

# operations are those by which a statement lets roles be assumed, or keeps them from it. Tagging a
# session or naming its source is none.
operations(statement) := allowed(statement.actions, statement.not_actions)

# Many statements have the same actions.
allowed(actions, not_actions) := {operation |
	some operation in known
	some action in actions
	matches(action, operation)
} | {operation |
	not_actions != []
	some operation in known
	count([action | some action in not_actions; matches(action, operation)]) == 0
}

known := {"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"}

# To IAM only * and ? are wildcards, to glob.match brackets and braces, too.
matches(action, operation) if {
	regex.match(`^[A-Za-z:*?]+$`, action)
	glob.match(lower(action), null, operation)
}
