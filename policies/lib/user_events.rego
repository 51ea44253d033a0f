# METADATA
# title: The principals that IAM's events are about
package tocsin.lib.user_events

import data.tocsin.lib.account
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

# subject is the user, group or role that an event is about: its ARN, or else the account's, and how to
# call it. Whoever names no user in a call for credentials means himself.
subject(event) := {"arn": arn, "name": event_finding.named(sprintf("IAM %s", [kind]), name), "kind": kind, "is": name} if {
	kind := [k | some k in ["user", "role", "group"]; events.text(event, ["request", sprintf("%sName", [k])]) != ""][0]
	name := events.text(event, ["request", sprintf("%sName", [kind])])
	arn := sprintf("arn:%s:iam::%s:%s/%s", [input.meta.partition, input.meta.account_id, kind, name])
} else := {"arn": event.actor.arn, "name": "the caller's own user", "kind": "user", "is": event.actor.user_name} if {
	event.request
	event.actor.type == "IAMUser"
} else := {"arn": account.arn, "name": "an IAM user, group or role", "kind": "", "is": ""}
