# METADATA
# title: Policies as CloudTrail's events hold them
# description: |
#   A request holds a policy as text, plain or URL-encoded. A text that is too long is left out, by which
#   a policy can be hidden; one that cannot be parsed says nothing.
package tocsin.lib.policy_events

import data.tocsin.lib.arn
import data.tocsin.lib.events

statements(event, field) := found if {
	text := plain(events.text(event, ["request", field]))
	json.is_valid(text)
	found := as_list(json.unmarshal(text).Statement)
	every statement in found { statement.Effect in {"Allow", "Deny"} }
}

# What is plain has a brace.
plain(text) := urlquery.decode(text) if {
	regex.match(`^([^{%]|%[0-9A-Fa-f]{2})+$`, text)
} else := text

as_list(value) := value if is_array(value)

as_list(value) := [value] if not is_array(value)

# unread are the reasons why it is unknown what a policy says that was written: its text is none, or not there.
unread(written, field) := {reason |
	some event in written
	event.succeeded
	not statements(event, field)
	reason := sprintf("the policy of event %s (%s, %s) cannot be read", [event.id, event.name, event.time])
}

is_unconditional(statement) if object.get(statement, "Condition", {}) == {}

# trusts are those whom a trust policy lets in: ids of accounts, or * for anyone at all. What a condition
# makes of anyone, only the role itself tells.
trusts(event, field) := {who |
	some statement in statements(event, field)
	statement.Effect == "Allow"
	some principal in principals(statement)
	is_string(principal)
	who := who_is(principal, statement)
}

# trusts_on_condition are those of whom only a condition says who is meant: anyone at all, or a provider's users.
trusts_on_condition(event, field) := {who |
	some statement in statements(event, field)
	statement.Effect == "Allow"
	some who in meant_by_condition(statement)
	is_string(who)
}

meant_by_condition(statement) := {who | some who in as_list(statement.Principal.Federated)} | {"*" | "*" in principals(statement)}

principals(statement) := ["*"] if {
	statement.Principal == "*"
} else := ["*"] if {
	statement.NotPrincipal # everyone but a few
} else := as_list(statement.Principal.AWS)

who_is("*", statement) := "*" if is_unconditional(statement)

who_is(principal, _) := principal if regex.match(`^[0-9]{12}$`, principal)

who_is(principal, _) := arn.account(principal) if startswith(principal, "arn:")
