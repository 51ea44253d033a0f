# METADATA
# title: Whether a trust policy was changed
# description: |
#   AWS returns the policy as it was written, but for one thing: a principal that was deleted shows as
#   its unique id. That is no change of the policy.
package tocsin.lib.trust_changes

differs(before, now) if {
	before != now
	some statement in now
	not has_counterpart(statement, before)
}

differs(before, now) if {
	before != now
	some statement in before
	not is_counterpart(statement, now)
}

has_counterpart(now, statements) if {
	some before in statements
	same(before, now)
}

is_counterpart(before, statements) if {
	some now in statements
	same(before, now)
}

same(before, now) if {
	object.remove(plain(before), ["principals", "not_principals"]) == object.remove(plain(now), ["principals", "not_principals"])
	same_principals(plain(before).principals, plain(now).principals)
	same_principals(plain(before).not_principals, plain(now).not_principals)
}

# The order of lists means nothing.
plain(statement) := {key: members |
	some key, value in statement
	members := as_set(value)
}

as_set(value) := {member | some member in value} if is_array(value)

as_set(value) := value if not is_array(value)

same_principals(before, now) if before == now

same_principals(before, now) if {
	come := now - before
	count(come) == count(before - now)
	count([principal | some principal in come; not was_deleted(principal)]) == 0
}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
was_deleted(principal) if regex.match(`^A(ROA|IDA)[A-Z0-9]{12,}$`, principal.value)
