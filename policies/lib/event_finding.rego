# METADATA
# title: A finding that rests on one event
# description: Who did what, or tried to, when and from where; and what of the event is evidence.
package tocsin.lib.event_finding

# of is the finding of an event: act says what was done to which resource, as told takes it, with what
# else is evidence and what mends it.
of(event, act) := {
	"msg": told(event, act.did, act.try, act.what),
	"resource": act.resource,
	"region": object.get(event, "region", ""),
	"key": event.id,
	"evidence": evidence(event, object.get(act, "evidence", {})),
	"fix": [command | event.succeeded; some command in object.get(act, "fix", [])],
}

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

# named puts a name behind a noun: trail 'main', or a trail when the event does not tell.
named(noun, "") := sprintf("%s %s", [article(noun), noun])

named(noun, name) := sprintf("%s '%s'", [noun, name]) if name != ""

default article(_) := "a"

article(noun) := "an" if substring(noun, 0, 1) in {"a", "e", "i", "o", "u", "A", "E", "I", "O"}

# Where in the account the event happened: the prefix of the ARN of a resource of a service there.
arn(event, service, resource) := sprintf("arn:%s:%s:%s:%s:%s", [
	input.meta.partition,
	service,
	object.get(event, "region", ""),
	input.meta.account_id,
	resource,
])
