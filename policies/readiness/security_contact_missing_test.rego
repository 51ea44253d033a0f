package tocsin.readiness.security_contact_missing_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.security_contact_missing as rule

contact := {"name": "Security", "email_address": "security@example.org", "phone_number": "+1 555 0100", "title": "Team"}

test_p12_missing if {
	findings := rule.deny with input as fixture.snapshot({"account": {"regions": []}})
	findings == {{
		"msg": "Account '123456789012' has no security contact.",
		"resource": fixture.account,
		"evidence": {"alternate_contact_type": "SECURITY"},
		"fix": [concat(" ", [
			"aws account put-alternate-contact --alternate-contact-type=SECURITY",
			`--name="$NAME" --title="$TITLE" --email-address="$EMAIL" --phone-number="$PHONE"`,
		])],
	}}
	not rule.confirmed with input as fixture.snapshot({"account": {"regions": []}})
}

test_p13_present if {
	findings := rule.deny with input as fixture.snapshot({"account": {"security_contact": contact}})
	count(findings) == 0
	rule.confirmed with input as fixture.snapshot({"account": {"security_contact": contact}})
}

# One contact does not stand for another.
test_other_contacts_only if {
	findings := rule.deny with input as fixture.snapshot({"account": {
		"billing_contact": contact,
		"operations_contact": contact,
	}})
	count(findings) == 1
}

# As what is not there looks the same as what could not be read, this is a rule about absence: its
# findings are verdicts only when the contact was asked for and the answer came.
test_unread_is_possible_only if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 1
	not rule.confirmed with input as fixture.empty
}

test_applicable if rule.applicable with input as fixture.empty

test_skipped_in_govcloud if {
	not rule.applicable with input as object.union(fixture.empty, {"meta": {"partition": "aws-us-gov"}})
}
