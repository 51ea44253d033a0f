# METADATA
# title: Calls that change a contact
# description: What the contact says stays out of what is told.
package tocsin.lib.contact_events

import data.tocsin.lib.account_events
import data.tocsin.lib.events

changes contains {
	"event": event,
	"did": verb.did,
	"try": verb.try,
	"what": sprintf("the %s contact%s", [contact(event), account_events.subject(event).of]),
	"resource": account_events.subject(event).arn,
} if {
	some name, verb in verbs
	some event in events.of("account.amazonaws.com", {name})
}

verbs := {
	"PutAlternateContact": {"did": "set", "try": "set"},
	"DeleteAlternateContact": {"did": "removed", "try": "remove"},
	"PutContactInformation": {"did": "set", "try": "set"},
}

# Some events have the contact's parts flat, others nested.
contact(event) := "primary" if {
	event.name == "PutContactInformation"
} else := kind if {
	some path in [["request", "alternateContactType"], ["request", "alternateContact", "alternateContactType"]]
	kind := lower(events.text(event, path))
	kind in {"billing", "operations", "security"}
} else := "alternate"
