# METADATA
# title: The account's primary e-mail address was changed
# description: |
#   Who reads this mailbox can recover the root user's password. AWS tells the address to the management
#   account of an organisation only. No address is told here.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-root-user-email.html
#   - https://docs.aws.amazon.com/accounts/latest/reference/API_GetPrimaryEmail.html
# custom:
#   severity: critical
#   runbook: contact_changes
#   attack: [T1098]
#   events:
#     - account.amazonaws.com/StartPrimaryEmailUpdate
#     - account.amazonaws.com/AcceptPrimaryEmailUpdate
#     - "*/EmailUpdated"
#   applies_when: neither events are given nor two snapshots that tell the address, as only a management account does
#   remediation: |
#     Ask who changed the address. If nobody did, call AWS Support at once: root itself can change it back,
#     as long as somebody can sign in as root.
package tocsin.ioc.primary_email_changed

import data.tocsin.lib.account
import data.tocsin.lib.account_events
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

applicable if events.given

applicable if {
	drift.given
	input.aws.account.primary_email
	data.baseline.aws.account.primary_email
}

deny contains {
	"msg": sprintf("The primary e-mail address of account '%s' was changed since the baseline of %s.", [input.meta.account_id, drift.since]),
	"resource": account.root,
	"evidence": drift.evidence({"fields": ["email_address"]}),
	"fix": [], # only root itself can, in the console
} if {
	lower(input.aws.account.primary_email.email_address) != lower(data.baseline.aws.account.primary_email.email_address)
}

# A management account changes the addresses of its members, and only so are these calls made.
deny contains event_finding.of(event, {
	"did": did,
	"try": "change",
	"what": sprintf("the e-mail address of the root user%s", [account_events.subject(event).of]),
	"resource": account_events.subject(event).root,
}) if {
	some name, did in {"StartPrimaryEmailUpdate": "began to change", "AcceptPrimaryEmailUpdate": "changed"}
	some event in events.of("account.amazonaws.com", {name})
}

# Which service records the change in root's console differs; and others have addresses, too.
deny contains event_finding.of(event, {
	"did": "changed",
	"try": "change",
	"what": "the e-mail address of the root user",
	"resource": account.root,
}) if {
	some source in {group.source | some group in input.aws.activity.groups}
	some event in events.of(source, {"EmailUpdated"})
	event.root
}
