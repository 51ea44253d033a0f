# METADATA
# title: Calls that make an administrator
package tocsin.lib.admin_events

import data.tocsin.lib.admin_policy_events
import data.tocsin.lib.admins
import data.tocsin.lib.events
import data.tocsin.lib.managed_policy_events
import data.tocsin.lib.user_events

grants contains grant if some grant in admin_policy_events.grants

grants contains {
	"event": event,
	"did": "attached an administrator's policy to",
	"try": "attach an administrator's policy to",
	"what": user_events.subject(event).name,
	"resource": user_events.subject(event).arn,
	"evidence": {"policy": policy},
} if {
	some event in attachments
	policy := event.request.policyArn
	admin_policies[policy]
}

grants contains {
	"event": event,
	"did": sprintf("added to the administrators' group '%s'", [event.request.groupName]),
	"try": sprintf("add to the administrators' group '%s'", [event.request.groupName]),
	"what": user_events.subject(event).name,
	"resource": user_events.subject(event).arn,
	"evidence": {"group": event.request.groupName},
} if {
	some event in additions
	event.request.groupName in admin_groups
}

attachments := events.of("iam.amazonaws.com", attaching)

attaching := {"AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy"}

additions := events.of("iam.amazonaws.com", {"AddUserToGroup"})

# AWS's policy of that name, in any partition, and those of the account that come to the same. The same few
# policies are attached again and again.
admin_policies := managed_policy_events.administrators | {policy |
	some [policy, _] in attached
	is_string(policy)
	regex.match(`^arn:aws[a-z-]*:iam::aws:policy/AdministratorAccess$`, policy)
}

# What was attached, and whether that succeeded.
attached := {[event.request.policyArn, event.succeeded] | some event in attachments}

admin_groups := admins.groups([group | some group in input.aws.iam.groups], managed_policy_events.now)

undecided contains reason if some reason in admin_policy_events.undecided

undecided contains reason if some reason in events.untold("iam.amazonaws.com", {"AddUserToGroup"} | attaching)

undecided contains reason if {
	some [policy, true] in attached
	is_string(policy)
	startswith(policy, sprintf("%s:policy/", [user_events.iam]))
	doubt := managed_policy_events.doubt(policy)
	reason := sprintf("what policy '%s' said when it was attached was not read: %s", [policy, doubt])
}

undecided contains sprintf("what group '%s' might do when a user was added was not read: it is gone", [name]) if {
	some name in {name | some event in additions; event.succeeded; name := events.text(event, ["request", "groupName"])}
	name != ""
	not name in groups
}

groups := {group.name | some group in input.aws.iam.groups}
