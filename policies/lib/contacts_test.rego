package tocsin.lib.contacts_test

import data.tocsin.lib.contacts
import data.tocsin.lib.drift_test as drift

# Every contact has a section, and is found in it.
test_kinds[key] if {
	some key, contact in contacts.kinds
	[service, name] := split(contact.section, ".")
	account := {service: {name: {"phone_number": "1"}}}
	object.keys(contacts.now) == {key} with input as drift.now(account)
	object.keys(contacts.then) == {key} with data.baseline as drift.then(account)
}

test_four if count(contacts.kinds) == 4

test_fix_names_the_type if {
	startswith(contacts.kinds.billing.fix[0], "aws account put-alternate-contact --alternate-contact-type=BILLING ")
}
