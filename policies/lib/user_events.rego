# METADATA
# title: The principals that IAM's events are about
# description: Only a call that creates one tells its path; of others the ARN is that of a principal without.
package tocsin.lib.user_events

import data.tocsin.lib.account
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

# subject is the user, group or role that an event is about: its ARN, or else the account's, how to call
# it, and what it is named. Whoever names no user in a call for credentials means himself.
subject(event) := {"arn": arn, "name": event_finding.named(noun(event), name(event)), "is": name(event)} if {
	name(event) != ""
	arn := sprintf("%s:%s%s%s", [iam, kind(event), path(event), name(event)])
} else := {"arn": event.actor.arn, "name": "the caller's own user", "is": event.actor.user_name} if {
	is_of_caller(event)
} else := {"arn": account.arn, "name": event_finding.named(noun(event), ""), "is": ""}

iam := sprintf("arn:%s:iam::%s", [input.meta.partition, input.meta.account_id])

# AddUserToGroup is about a user; and users are what credentials are for.
kind(event) := lower(regex.find_n(`User|Group|Role`, event.name, 1)[0])

kind(event) := "user" if not regex.match(`User|Group|Role`, event.name)

noun(event) := sprintf("IAM %s", [kind(event)])

name(event) := events.text(event, ["request", sprintf("%sName", [kind(event)])])

path(event) := text if {
	text := events.text(event, ["request", "path"])
	text != ""
} else := "/"

# Where the parameters are not to be seen, a user may have been named.
is_of_caller(event) if {
	event.succeeded
	event.actor.type == "IAMUser"
	not events.is_hidden(event)
}
