# METADATA
# title: Calls that make an administrator
package tocsin.lib.admin_events

import data.tocsin.lib.admins
import data.tocsin.lib.events
import data.tocsin.lib.policy_events

grants contains {
	"event": event,
	"did": "attached an administrator's policy to",
	"try": "attach an administrator's policy to",
	"evidence": {"policy": event.request.policyArn},
} if {
	some event in events.of("iam.amazonaws.com", {"AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy"})
	is_admin(event.request.policyArn)
}

grants contains {
	"event": event,
	"did": sprintf("put %s on", [policy]),
	"try": sprintf("put %s on", [policy]),
	"evidence": {"inline_policy": events.text(event, ["request", "policyName"])},
} if {
	some event in events.of("iam.amazonaws.com", {"PutUserPolicy", "PutGroupPolicy", "PutRolePolicy"})
	policy := inline(event)
}

grants contains {
	"event": event,
	"did": "made an administrator's policy of",
	"try": "make an administrator's policy of",
	"evidence": {"policy": events.text(event, ["request", "policyArn"])},
} if {
	some event in events.of("iam.amazonaws.com", {"CreatePolicyVersion"})
	some statement in policy_events.statements(event, "policyDocument")
	policy_events.makes_admin(statement)
}

grants contains {
	"event": event,
	"did": sprintf("added to the administrators' group '%s'", [event.request.groupName]),
	"try": sprintf("add to the administrators' group '%s'", [event.request.groupName]),
	"evidence": {"group": event.request.groupName},
} if {
	some event in events.of("iam.amazonaws.com", {"AddUserToGroup"})
	event.request.groupName in admins.groups(object.get(input.aws, ["iam", "groups"], []), own)
}

# AWS's policy of that name, in any partition, or one of the account's that comes to the same.
is_admin(policy) if regex.match(`^arn:aws[a-z-]*:iam::aws:policy/AdministratorAccess$`, policy)

is_admin(policy) if policy in own

own := admins.policies([policy | some policy in input.aws.iam.policies])

inline(event) := "a policy that allows everything" if {
	some statement in policy_events.statements(event, "policyDocument")
	policy_events.makes_admin(statement)
} else := "a policy that is too long to be recorded" if {
	policy_events.is_hidden(event)
}
