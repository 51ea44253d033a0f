# METADATA
# title: What CloudTrail's events tell
# description: |
#   The events of a kind are there if the rule's metadata asks for the kind. Each is in the normal form
#   that the snapshot's schema describes: an attempt has succeeded false, and often no request, because
#   CloudTrail leaves the parameters of denied calls out.
package tocsin.lib.events

# Events were looked for.
given if input.coverage["activity.groups"].status in {"complete", "partial", "missing"}

# of returns the events of a source that have one of the names, in the window.
of(source, names) := [event |
	some group in input.aws.activity.groups
	group.source == source
	group.name in names
	some event in group.events
	event.time >= input.meta.window.events_since
]

# evidence is that of a finding which rests on one event.
evidence(event, more) := object.union_n([
	{
		"kind": "event",
		"event_id": event.id,
		"event_time": event.time,
		"event": sprintf("%s/%s", [event.source, event.name]),
		"succeeded": event.succeeded,
		"actor": actor(event),
	},
	object.filter(event, ["source_ip_address", "user_agent", "error_code", "root"]),
	more,
])

# told says in a sentence who did what to what, or tried to: told(event, "stopped", "stop", "trail 'a'").
told(event, did, try, what) := sprintf("'%s' %s %s at %s%s%s.", [
	actor(event),
	verb(event, did, try),
	what,
	event.time,
	from(event),
	failure(event),
])

verb(event, did, _) := did if event.succeeded

verb(event, _, try) := sprintf("tried to %s", [try]) if not event.succeeded

failure(event) := sprintf(", in vain (%s)", [object.get(event, "error_code", "failed")]) if {
	event.succeeded == false
} else := ""

from(event) := sprintf(" from %s", [event.source_ip_address]) if {
	event.source_ip_address
} else := ""

# actor names who made the request as well as the event does.
default actor(_) := "an unknown caller"

actor(event) := [name |
	some field in ["arn", "invoked_by", "principal_id", "user_name", "account_id"]
	name := object.get(event.actor, field, "")
	name != ""
][0]

# at walks down the members of a request or response; it is undefined if there is none.
at(event, path) := value if {
	value := object.get(event, path, null)
	value != null
}
