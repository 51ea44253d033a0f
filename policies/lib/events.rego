# METADATA
# title: What CloudTrail's events tell
# description: |
#   The events of a kind are there if the rule's metadata asks for the kind. Each is in the normal form
#   that the snapshot's schema describes: an attempt has succeeded false, and often no request, because
#   CloudTrail leaves the parameters of denied calls out.
package tocsin.lib.events

# Events were looked for, and all of them were read.
given if is_given("activity.groups")

read if is_read("activity.groups")

# That events are not given is for the rule to say, and makes no verdict unknown: hence no reference
# to the section itself.
is_given(section) if input.coverage[section].status in {"complete", "partial", "missing"}

# Nobody wanted a section, as when there are only events: then an event that could be joined to it
# counts all the same. What could not be read is another matter: it makes the rule unknown.
is_off(section) if object.get(input.coverage, [section, "status"], "off") == "off"

is_read(section) if input.coverage[section].status == "complete"

# of returns the events of a source that have one of the names, in the window.
of(source, names) := array.flatten([recent(group.events) |
	some group in input.aws.activity.groups
	group.source == source
	group.name in names
])

# A group's events are in the order of their times: where the first is in the window, all are.
recent(events) := events if {
	events[0].time >= input.meta.window.events_since
} else := [event |
	some event in events
	event.time >= input.meta.window.events_since
]

# A service made the request, for itself or on behalf of somebody. Nobody can forge that. What the
# console does for a person comes from AWS Internal or signin.amazonaws.com.
by_service(event) if event.actor.type == "AWSService"

by_service(event) if {
	endswith(event.actor.invoked_by, ".amazonaws.com")
	not event.actor.invoked_by in errands
}

# These do whatever somebody tells them to.
errands := {sprintf("%s.amazonaws.com", [service]) |
	some service in ["cloudformation", "scheduler", "servicecatalog", "signin", "ssm", "states"]
}

# untold are the reasons why it is unknown what calls did that succeeded: their parameters are not to be seen.
# There are many: a function called for each would be slow.
untold(source, names) := {reason |
	found := of(source, names)
	silent := [event | some event in found; not event.request]
	empty := [event | some event in found; event.request == {}]
	hidden := [event | some event in found; event.request.omitted in {true, "true"}]
	some event in array.flatten([silent, empty, hidden])
	event.succeeded
	reason := sprintf("event %s (%s, %s) does not tell its parameters", [event.id, event.name, event.time])
}

# is_hidden says that the parameters were too many to be recorded.
is_hidden(event) if event.request.omitted in {true, "true"}

# at walks down the members of a request or response; it is undefined if there is none.
at(event, path) := value if {
	value := object.get(event, path, null)
	value != null
}

# text is the text that is there, or else an empty one.
default text(_, _) := ""

text(event, path) := value if {
	value := at(event, path)
	is_string(value)
}
