package tocsin.ioc.contact_changed_test

import data.tocsin.ioc.contact_changed as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

alice := {"email_address": "alice@example.com", "name": "Alice", "phone_number": "+1 555 0100", "title": "CISO"}

company := {"full_name": "Example Ltd", "phone_number": "+1 555 0101", "postal_code": "98109"}

# A snapshot in which every contact was read.
contacts(there) := object.union(fixture.snapshot({"account": there}), {"coverage": {section: {"status": "complete"} |
	some section in ["account.contact_information", "account.security_contact", "account.billing_contact", "account.operations_contact"]
}})

earlier(there) := object.union(contacts(there), {"meta": {"collected_at": drift.since}})

test_changed if {
	changed := object.union(alice, {"email_address": "mallory@example.net", "phone_number": "+1 555 0199"})
	findings := rule.deny with input as contacts({"security_contact": changed})
		with data.baseline as earlier({"security_contact": alice})
	findings == {{
		"msg": "The security contact was changed in email_address, phone_number since the baseline of 2026-11-10T12:00:00Z.",
		"resource": fixture.account,
		"key": "security",
		"evidence": {"kind": "drift", "baseline": drift.since, "fields": ["email_address", "phone_number"]},
		"fix": [concat(" ", [
			"aws account put-alternate-contact --alternate-contact-type=SECURITY",
			`--name="$NAME" --title="$TITLE" --email-address="$EMAIL" --phone-number="$PHONE"`,
		])],
	}}
}

test_kinds[note] if {
	some note, tc in {
		"removed": {"now": {}, "then": {"security_contact": alice}, "key": "security", "what": "removed"},
		"added": {"now": {"billing_contact": alice}, "then": {}, "key": "billing", "what": "added"},
		"a field removed": {
			"now": {"operations_contact": object.remove(alice, ["title"])},
			"then": {"operations_contact": alice},
			"key": "operations",
			"what": "changed in title",
		},
		"a field added": {
			"now": {"contact_information": object.union(company, {"city": "Lyon"})},
			"then": {"contact_information": company},
			"key": "primary",
			"what": "changed in city",
		},
	}
	findings := rule.deny with input as contacts(tc.now) with data.baseline as earlier(tc.then)
	{finding.key | some finding in findings} == {tc.key}
	some finding in findings
	contains(finding.msg, sprintf("contact was %s since", [tc.what]))
}

test_values_are_not_told if {
	findings := rule.deny with input as contacts({"security_contact": object.union(alice, {"name": "Mallory"})})
		with data.baseline as earlier({"security_contact": alice, "billing_contact": alice, "contact_information": company})
	count(findings) == 3
	text := json.marshal(findings)
	count([value | some value in array.concat(["Mallory"], [v | some v in alice]); contains(text, value)]) == 0
	count([value | some value in company; contains(text, value)]) == 0
}

test_clean[note] if {
	some note, there in {
		"unchanged": {"security_contact": alice, "contact_information": company},
		"none": {},
	}
	findings := rule.deny with input as contacts(there) with data.baseline as earlier(there)
	count(findings) == 0
}

# A contact that was not read is neither removed nor added.
test_unread[note] if {
	none := object.union(contacts({}), {"coverage": {"account.security_contact": drift.unread}})
	one := contacts({"security_contact": alice})
	some note, tc in {
		"now": {"now": none, "then": one},
		"then": {"now": one, "then": none},
		"everything now": {"now": fixture.empty, "then": one},
		"everything then": {"now": one, "then": fixture.empty},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as contacts({"security_contact": alice})
	findings := rule.deny with input as contacts({"security_contact": alice})
	count(findings) == 0
}

changing(name, request) := fixture.event(sprintf("account.amazonaws.com/%s", [name]), {"request": request})

flat := {"alternateContactType": "SECURITY", "name": "Alice", "emailAddress": "alice@example.com", "phoneNumber": "+1 555 0100"}

test_event[note] if {
	some note, tc in {
		"flat": {"event": changing("PutAlternateContact", flat), "did": "set the security contact"},
		"nested": {"event": changing("PutAlternateContact", {"alternateContact": flat}), "did": "set the security contact"},
		"removed": {"event": changing("DeleteAlternateContact", {"alternateContactType": "BILLING"}), "did": "removed the billing contact"},
		"primary": {"event": changing("PutContactInformation", {"contactInformation": company}), "did": "set the primary contact"},
		"of the console": {
			"event": object.union(changing("PutAlternateContact", flat), {"type": "AwsConsoleAction"}),
			"did": "set the security contact",
		},
		"own account": {
			"event": changing("PutAlternateContact", object.union(flat, {"accountId": "123456789012"})),
			"did": "set the security contact",
		},
		"of an odd kind": {
			"event": changing("PutAlternateContact", {"alternateContactType": "'; x\n"}),
			"did": "set the alternate contact",
		},
	}
	findings := rule.deny with input as fixture.events([tc.event])
	{finding.msg | some finding in findings} == {sprintf("%s %s %s.", [fixture.by_mallory, tc.did, fixture.then_and_there])}
	some finding in findings
	finding.resource == fixture.account
	text := json.marshal(finding)
	count([value | some value in array.concat([v | some v in alice], [v | some v in company]); contains(text, value)]) == 0
}

# Of a member's contact only the management account's log tells.
test_event_of_a_member if {
	event := changing("DeleteAlternateContact", {"alternateContactType": "SECURITY", "accountId": "210987654321"})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "removed the security contact of account '210987654321' at")
	finding.resource == "arn:aws:account::210987654321:account"
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("account.amazonaws.com/PutAlternateContact")])
	contains(finding.msg, "tried to set the alternate contact at")
	finding.resource == fixture.account
}

test_event_clean if {
	count(rule.deny) == 0 with input as fixture.events([changing("GetAlternateContact", flat)])
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
