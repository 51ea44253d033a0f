# METADATA
# title: Calls that write a policy that makes an administrator, or make it the default
package tocsin.lib.admin_policy_events

import data.tocsin.lib.admin_policy
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.managed_policy_events
import data.tocsin.lib.policy_events
import data.tocsin.lib.user_events

grants contains {
	"event": event,
	"did": sprintf("put %s on", [policy]),
	"try": sprintf("put %s on", [policy]),
	"what": user_events.subject(event).name,
	"resource": user_events.subject(event).arn,
	"evidence": {"inline_policy": events.text(event, ["request", "policyName"])},
} if {
	some event in inline
	policy := written(event)
}

grants contains {
	"event": event,
	"did": "made an administrator's policy of",
	"try": "make an administrator's policy of",
	"what": event_finding.named("policy", policy),
	"resource": policy,
	"evidence": {"policy": policy},
} if {
	some event in array.concat(managed_policy_events.versions, managed_policy_events.defaults)
	makes_admin(event)
	policy := managed_policy_events.arn(event)
	policy != ""
}

inline := events.of("iam.amazonaws.com", {"PutUserPolicy", "PutGroupPolicy", "PutRolePolicy"})

written(event) := "a policy that makes an administrator" if {
	admin_policy.makes_admin(policy_events.statements(event, "policyDocument"))
} else := "a policy that is too long to be recorded" if {
	events.is_hidden(event)
}

makes_admin(event) if managed_policy_events.makes_admin(event)

makes_admin(event) if {
	managed_policy_events.is_default(event)
	managed_policy_events.arn(event) in managed_policy_events.now
}

# undecided are the reasons why it is unknown whether a policy makes an administrator.
undecided contains reason if {
	some reason in policy_events.unread(array.concat(inline, managed_policy_events.written), "policyDocument")
}

undecided contains reason if {
	some event in managed_policy_events.defaults
	event.succeeded
	not managed_policy_events.is_default(event)
	reason := sprintf(
		"what version '%s' of policy '%s' says, the default at %s, was not read",
		[events.text(event, ["request", "versionId"]), managed_policy_events.arn(event), event.time],
	)
}
