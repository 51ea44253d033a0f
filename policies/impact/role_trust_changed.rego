# METADATA
# title: Whom a role trusts was changed
# description: |
#   To change a trust policy, or to create a role that trusts another account, is how an intruder comes
#   back without a credential of this account. Every change counts, because who is trusted may hide in
#   a condition; a new role counts if it trusts an account that is not ours, or anyone.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html
# custom:
#   severity: high
#   runbook: cross_account_roles
#   attack: [T1098.003]
#   events:
#     - iam.amazonaws.com/CreateRole
#     - iam.amazonaws.com/UpdateAssumeRolePolicy
#   applies_when: neither a baseline nor events are given
#   remediation: |
#     Find the UpdateAssumeRolePolicy or CreateRole call in the event history and ask who made it. Put the
#     policy back unless it was meant, and revoke the sessions that are still open.
package tocsin.impact.role_trust_changed

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.trust
import data.tocsin.lib.trust_changes
import data.tocsin.lib.trust_events

deny contains {
	"msg": sprintf("Role '%s' %s since the baseline of %s.", [arn.name(role.arn), change.text, drift.since]),
	"resource": role.arn,
	"evidence": drift.evidence(object.union(
		{"change": change.what, "accounts": sort(strangers(role))},
		object.filter(role, ["create_date", "last_used_date", "last_used_region"]),
	)),
	"fix": trust.edit(role),
} if {
	drift.given
	some role in input.aws.iam.roles
	change := change_of(role)
}

deny contains event_finding.of(change.event, change) if some change in trust_events.changes

unknown contains reason if some reason in trust_events.undecided

applicable if drift.given

applicable if events.given

before := {role.arn: role | some role in data.baseline.aws.iam.roles}

change_of(role) := {"what": "trust", "text": "has another trust policy"} if {
	trust_changes.differs(before[role.arn].trust, role.trust)
}

change_of(role) := {"what": "role", "text": "is new, and trusts strangers,"} if {
	drift.read_then("iam.roles")
	not before[role.arn]
	count(strangers(role)) + count(trust.unbounded(role)) > 0
}

strangers(role) := {id | some id in trust.accounts(role); account.is_foreign(id)}
