package tocsin.lib.contact_versions_test

import data.tocsin.lib.contact_versions
import data.tocsin.lib.drift_test as drift

# Every contact has a section, and is found in it.
test_kinds[key] if {
	some key, contact in contact_versions.kinds
	[service, name] := split(contact.section, ".")
	account := {service: {name: {"phone_number": "1"}}}
	object.keys(contact_versions.now) == {key} with input as drift.now(account)
	object.keys(contact_versions.then) == {key} with data.baseline as drift.then(account)
}

test_four if count(contact_versions.kinds) == 4

test_fix_names_the_type if {
	startswith(contact_versions.kinds.billing.fix[0], "aws account put-alternate-contact --alternate-contact-type=BILLING ")
}
