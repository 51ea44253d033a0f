package tocsin.readiness.billing_contact_missing_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.billing_contact_missing as rule

contact := {"name": "Team", "email_address": "team@example.org", "phone_number": "+1 555 0100", "title": "Team"}

test_missing if {
	findings := rule.deny with input as fixture.snapshot({"account": {"regions": []}})
	findings == {{
		"msg": "Account '123456789012' has no billing contact.",
		"resource": fixture.account,
		"evidence": {"alternate_contact_type": "BILLING"},
		"fix": [concat(" ", [
			"aws account put-alternate-contact --alternate-contact-type=BILLING",
			`--name="$NAME" --title="$TITLE" --email-address="$EMAIL" --phone-number="$PHONE"`,
		])],
	}}
	not rule.confirmed with input as fixture.snapshot({"account": {"regions": []}})
}

# One team may be all the contacts, with one number and one address.
test_p3_same_as_others if {
	snapshot := fixture.snapshot({"account": {"security_contact": contact, "billing_contact": contact, "operations_contact": contact}})
	findings := rule.deny with input as snapshot
	count(findings) == 0
	rule.confirmed with input as snapshot
}

# One contact does not stand for another.
test_other_contacts_only if {
	findings := rule.deny with input as fixture.snapshot({"account": {"security_contact": contact, "operations_contact": contact}})
	count(findings) == 1
}

# A rule about absence: what is not there looks the same as what could not be read.
test_unread_is_possible_only if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 1
	not rule.confirmed with input as fixture.empty
}

test_applicable if rule.applicable with input as fixture.empty

test_skipped_in_govcloud if {
	not rule.applicable with input as object.union(fixture.empty, {"meta": {"partition": "aws-us-gov"}})
}
