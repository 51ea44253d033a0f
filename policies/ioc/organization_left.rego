# METADATA
# title: The account has left its organisation
# description: |
#   Outside of its organisation an account is bound by none of its policies, watched by none of its
#   services and paid by its own card: intruders leave, or take the account along into their own.
# related_resources:
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_leave-as-member.html
#   - https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html
# custom:
#   severity: high
#   runbook: abnormal_activity
#   attack: [T1666]
#   events:
#     - organizations.amazonaws.com/LeaveOrganization
#     - organizations.amazonaws.com/RemoveAccountFromOrganization
#     - organizations.amazonaws.com/AcceptHandshake
#   applies_when: neither a baseline nor events are given
#   remediation: Have the management account of the former organisation invite the account again, and ask AWS Support.
package tocsin.ioc.organization_left

import data.tocsin.lib.account
import data.tocsin.lib.account_events
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

applicable if drift.given

applicable if events.given

deny contains {
	"msg": sprintf("Account '%s' has left organisation '%s'%s.", [input.meta.account_id, former.id, into]),
	"resource": account.arn,
	"key": former.id,
	"evidence": drift.evidence({"former": former, "present": present}),
	"fix": ["aws organizations list-handshakes-for-account"],
} if {
	former.id != present
}

deny contains event_finding.of(event, {
	"did": "left",
	"try": "leave",
	"what": "the organisation",
	"resource": account.arn,
}) if {
	some event in events.of("organizations.amazonaws.com", {"LeaveOrganization"})
}

# Only the management account's log has this one.
deny contains event_finding.of(event, {
	"did": "removed a member from",
	"try": "remove a member from",
	"what": "the organisation",
	"resource": account_events.subject(event).arn,
	"evidence": {"member": account_events.subject(event).id},
}) if {
	some event in events.of("organizations.amazonaws.com", {"RemoveAccountFromOrganization"})
}

# Who accepts an invitation leaves the organisation of before, if there was one.
unknown contains sprintf("which organisation the account left, if any, by event %s (AcceptHandshake, %s)", [event.id, event.time]) if {
	not former
	some event in events.of("organizations.amazonaws.com", {"AcceptHandshake"})
	event.succeeded
	not endswith(events.text(event, ["response", "handshake", "action"]), "_ALL_FEATURES")
}

former := data.baseline.aws.organizations.organization

present := input.aws.organizations.organization.id

present := "" if {
	input.coverage["organizations.organization"].status == "complete"
	not input.aws.organizations.organization
}

default into := ""

into := sprintf(" for '%s'", [present]) if present != ""
