# METADATA
# title: Calls that change whom a role trusts
package tocsin.lib.trust_events

import data.tocsin.lib.account_events
import data.tocsin.lib.events
import data.tocsin.lib.policy_events
import data.tocsin.lib.trust
import data.tocsin.lib.user_events

changes contains {
	"event": event,
	"did": "let others assume",
	"try": "let others assume",
	"what": sprintf("%s, which then trusts %s", [role.name, concat(", ", sort(others))]),
	"resource": role.arn,
	"evidence": {"trusts": sort(others)},
	"fix": trust.edit({"name": role.is}),
} if {
	some name, field in fields
	some event in events.of("iam.amazonaws.com", {name})
	others := strangers(event, field) | unclear(event, field)
	count(others) > 0
	role := user_events.subject(event)
}

# Of a change that was denied, or is too long to be recorded, it is not known whom it would let in.
changes contains {
	"event": event,
	"did": "changed the trust of",
	"try": "change the trust of",
	"what": role.name,
	"resource": role.arn,
} if {
	some event in events.of("iam.amazonaws.com", {"UpdateAssumeRolePolicy"})
	tells_nothing(event)
	role := user_events.subject(event)
}

# undecided are the reasons why it is unknown whom a role was made to trust.
undecided contains reason if {
	some name, field in fields
	some reason in policy_events.unread(events.of("iam.amazonaws.com", {name}), field)
}

fields := {"CreateRole": "assumeRolePolicyDocument", "UpdateAssumeRolePolicy": "policyDocument"}

tells_nothing(event) if events.is_hidden(event)

tells_nothing(event) if {
	event.succeeded == false
	not event.request
}

strangers(event, field) := {who | some who in policy_events.trusts(event, field); is_other(who)}

# unclear are those of whom a change may let in anybody: what a condition is worth is for a person to read. Of a
# role that is new the state tells.
unclear(event, field) := policy_events.trusts_on_condition(event, field) if event.name == "UpdateAssumeRolePolicy"

unclear(event, _) := set() if event.name == "CreateRole"

is_other("*")

is_other(id) if account_events.is_stranger(id)
