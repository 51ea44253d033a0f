# METADATA
# title: What root did
# description: |
#   A person at the console makes hundreds of calls: what came from one address by one program is one
#   finding, calls that change something apart from those that only look.
package tocsin.lib.root_events

import data.tocsin.lib.events

# by are root's events of one kind of use, in the window.
by(use) := [event |
	some event in input.aws.activity.root
	event.root == use
	event.time >= input.meta.window.events_since
]

# bundles are a list's events by where they came from, whether they change something, and whose
# session it was.
bundles(list) := {bundle |
	some key, members in keyed(list)
	times := [event.time | some event in members]
	bundle := {
		"key": concat(" ", key),
		"changes": key[0] == "changing",
		"address": key[1],
		"agent": key[2],
		"count": count(members),
		"attempts": count([event | some event in members; event.succeeded == false]),
		"first": min(times),
		"last": max(times),
		"calls": some_of({sprintf("%s/%s", [event.source, event.name]) | some event in members}),
		"regions": {event.region | some event in members},
	}
}

keyed(list) := {key: members |
	some key in {key_of(event) | some event in list}
	members := [event | some event in list; key_of(event) == key]
}

key_of(event) := [effect(event), object.get(event, "source_ip_address", ""), object.get(event, "user_agent", "")]

effect(event) := "reading" if {
	event.read_only == true
} else := "changing"

# some_of is as much of a set as a reader takes in.
some_of(names) := array.slice(sort(names), 0, 20)

# Events of the root user that matter one by one, and by whose credentials.
of(source, names) := [event | some event in events.of(source, names); is_root(event)]

is_root(event) if event.root in {"human", "managed"}
