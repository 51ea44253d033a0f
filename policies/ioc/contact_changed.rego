# METADATA
# title: A contact of the account was changed
# description: |
#   AWS tells the contacts when it sees an intrusion, and proves by them whose account it is. Whoever
#   changes them hears it in your place. What the contacts say is nobody else's business: only the
#   names of the fields that changed are told.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-primary.html
# custom:
#   severity: high
#   runbook: contact_changes
#   attack: [T1098]
#   events:
#     - account.amazonaws.com/PutAlternateContact
#     - account.amazonaws.com/DeleteAlternateContact
#     - account.amazonaws.com/PutContactInformation
#   applies_when: neither a baseline nor events are given
#   remediation: |
#     Ask the contact's owner. Put the contact back unless the change was meant, and find the call in the
#     event history of us-east-1.
package tocsin.ioc.contact_changed

import data.tocsin.lib.account
import data.tocsin.lib.contact_events
import data.tocsin.lib.contact_versions
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

deny contains {
	"msg": sprintf("The %s contact was %s since the baseline of %s.", [contact.name, change.what, drift.since]),
	"resource": account.arn,
	"key": key,
	"evidence": drift.evidence({"fields": change.fields}),
	"fix": contact.fix,
} if {
	some key, change in changes
	contact := contact_versions.kinds[key]
}

deny contains event_finding.of(change.event, change) if some change in contact_events.changes

changes[key] := {"what": sprintf("changed in %s", [concat(", ", fields)]), "fields": fields} if {
	some key, _ in contact_versions.kinds
	both := object.union(contact_versions.then[key], contact_versions.now[key])
	fields := sort([field | some field in object.keys(both); differs(key, field)])
	count(fields) > 0
}

changes[key] := {"what": "removed", "fields": sort(object.keys(contact_versions.then[key]))} if {
	some key, _ in contact_versions.then
	drift.read_now(contact_versions.kinds[key].section)
	not contact_versions.now[key]
}

changes[key] := {"what": "added", "fields": sort(object.keys(contact_versions.now[key]))} if {
	some key, _ in contact_versions.now
	drift.read_then(contact_versions.kinds[key].section)
	not contact_versions.then[key]
}

differs(key, field) if object.get(contact_versions.then[key], field, "") != object.get(contact_versions.now[key], field, "")

applicable if drift.given

applicable if events.given
