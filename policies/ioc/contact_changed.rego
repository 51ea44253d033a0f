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
#   applies_when: no baseline is given
#   remediation: |
#     Ask the contact's owner. Put the contact back unless the change was meant, and find the call in the
#     event history of us-east-1.
package tocsin.ioc.contact_changed

import data.tocsin.lib.account
import data.tocsin.lib.drift

deny contains {
	"msg": sprintf("The %s contact was %s since the baseline of %s.", [contacts[key].name, change.what, drift.since]),
	"resource": account.arn,
	"key": key,
	"evidence": drift.evidence({"fields": change.fields}),
	"fix": contacts[key].fix,
} if {
	some key, change in changes
}

changes[key] := {"what": sprintf("changed in %s", [concat(", ", fields)]), "fields": fields} if {
	some key, _ in contacts
	fields := sort([field | some field in object.keys(object.union(then[key], now[key])); differs(key, field)])
	count(fields) > 0
}

changes[key] := {"what": "removed", "fields": sort(object.keys(then[key]))} if {
	some key, _ in then
	drift.read_now(contacts[key].section)
	not now[key]
}

changes[key] := {"what": "added", "fields": sort(object.keys(now[key]))} if {
	some key, _ in now
	drift.read_then(contacts[key].section)
	not then[key]
}

differs(key, field) if object.get(then[key], field, "") != object.get(now[key], field, "")

now["primary"] := input.aws.account.contact_information

now["security"] := input.aws.account.security_contact

now["billing"] := input.aws.account.billing_contact

now["operations"] := input.aws.account.operations_contact

then["primary"] := data.baseline.aws.account.contact_information

then["security"] := data.baseline.aws.account.security_contact

then["billing"] := data.baseline.aws.account.billing_contact

then["operations"] := data.baseline.aws.account.operations_contact

contacts := {
	"primary": {
		"name": "primary",
		"section": "account.contact_information",
		"fix": [`aws account put-contact-information --contact-information="$CONTACT"`],
	},
	"security": alternate("security"),
	"billing": alternate("billing"),
	"operations": alternate("operations"),
}

alternate(kind) := {"name": kind, "section": sprintf("account.%s_contact", [kind]), "fix": [concat(" ", [
	sprintf("aws account put-alternate-contact --alternate-contact-type=%s", [upper(kind)]),
	`--name="$NAME" --title="$TITLE" --email-address="$EMAIL" --phone-number="$PHONE"`,
])]}

applicable if drift.given
