# METADATA
# title: Calls that make an administrator
package tocsin.lib.admin_events

import data.tocsin.lib.admins
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.policy_events
import data.tocsin.lib.user_events

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
	"did": sprintf("put %s on", [policy]),
	"try": sprintf("put %s on", [policy]),
	"what": user_events.subject(event).name,
	"resource": user_events.subject(event).arn,
	"evidence": {"inline_policy": events.text(event, ["request", "policyName"])},
} if {
	some event in events.of("iam.amazonaws.com", {"PutUserPolicy", "PutGroupPolicy", "PutRolePolicy"})
	policy := inline(event)
}

grants contains {
	"event": event,
	"did": "made an administrator's policy of",
	"try": "make an administrator's policy of",
	"what": event_finding.named("policy", policy),
	"resource": policy,
	"evidence": {"policy": policy},
} if {
	some event in events.of("iam.amazonaws.com", {"CreatePolicyVersion"})
	policy := events.text(event, ["request", "policyArn"])
	policy != ""
	some statement in policy_events.statements(event, "policyDocument")
	policy_events.makes_admin(statement)
}

grants contains {
	"event": event,
	"did": sprintf("added to the administrators' group '%s'", [event.request.groupName]),
	"try": sprintf("add to the administrators' group '%s'", [event.request.groupName]),
	"what": user_events.subject(event).name,
	"resource": user_events.subject(event).arn,
	"evidence": {"group": event.request.groupName},
} if {
	some event in events.of("iam.amazonaws.com", {"AddUserToGroup"})
	event.request.groupName in admins.groups([group | some group in input.aws.iam.groups], own)
}

attachments := events.of("iam.amazonaws.com", {"AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy"})

# AWS's policy of that name, in any partition, and those of the account that come to the same. The same few
# policies are attached again and again.
admin_policies := own | {policy |
	some policy in {event.request.policyArn | some event in attachments}
	is_string(policy)
	regex.match(`^arn:aws[a-z-]*:iam::aws:policy/AdministratorAccess$`, policy)
}

own := admins.policies([policy | some policy in input.aws.iam.policies])

inline(event) := "a policy that allows everything" if {
	some statement in policy_events.statements(event, "policyDocument")
	policy_events.makes_admin(statement)
} else := "a policy that is too long to be recorded" if {
	policy_events.is_hidden(event)
}
