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
	policies := admin_policies # they are events, too
	some event in attachments
	policy := managed_policy_events.arn(event)
	policy in policies
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

attachments := events.of("iam.amazonaws.com", {"AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy"})

additions := events.of("iam.amazonaws.com", {"AddUserToGroup"})

# AWS's policy of that name, in any partition, and those of the account that come to the same. The same few
# policies are attached again and again.
admin_policies := managed_policy_events.administrators | {policy |
	some policy in attached
	regex.match(`^arn:aws[a-z-]*:iam::aws:policy/AdministratorAccess$`, policy)
}

attached := {policy | some event in attachments; policy := managed_policy_events.arn(event)}

admin_groups := admins.groups([group | some group in input.aws.iam.groups], managed_policy_events.now)

undecided contains reason if some reason in admin_policy_events.undecided

undecided contains sprintf("what policy '%s' said that was attached, and is gone, was not read", [policy]) if {
	some policy in {managed_policy_events.arn(event) | some event in attachments; event.succeeded}
	startswith(policy, sprintf("%s:policy/", [user_events.iam]))
	not managed_policy_events.is_told(policy)
}

undecided contains sprintf("what group '%s' might do that a user was added to, and is gone, was not read", [name]) if {
	some name in {events.text(event, ["request", "groupName"]) | some event in additions; event.succeeded}
	count([group | some group in input.aws.iam.groups; group.name == name]) == 0
}
