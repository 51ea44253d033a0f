package tocsin.readiness.primary_contact_incomplete_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.primary_contact_incomplete as rule

contact := {
	"full_name": "Example AS",
	"address_line_1": "Bryggegata 4",
	"city": "Oslo",
	"postal_code": "0250",
	"country_code": "NO",
	"phone_number": "+47 22 00 00 00",
}

snapshot(contact) := fixture.snapshot({"account": {"contact_information": contact}})

# Only the names of fields are told.
test_incomplete if {
	bad := object.remove(object.union(contact, {"full_name": "Test", "phone_number": "0000"}), ["postal_code"])
	findings := rule.deny with input as snapshot(bad)
	findings == {{
		"msg": "The primary contact of account '123456789012' is incomplete: full name, postal code, phone number.",
		"resource": fixture.account,
		"evidence": {"fields": ["full_name", "postal_code", "phone_number"]},
		"fix": [
			"aws account get-contact-information --query=ContactInformation --output=json > contact.json",
			"aws account put-contact-information --contact-information=file://contact.json",
		],
	}}
}

test_each_field_is_required[field] if {
	some field in rule.required
	findings := rule.deny with input as snapshot(object.remove(contact, [field]))
	some finding in findings
	finding.evidence.fields == [field]
}

test_placeholders[text] if {
	some text in [
		"n/a", "N/A", "n.a.", "none", "NULL", "unknown", "undefined", "tbd", "TBA", "todo", "test", "Testing", "dummy",
		"placeholder", "xxx", "XXXXXX", "asdf", "0", "0000", "-", "...", "??", " ", " none ", "0 0 0",
	]
	findings := rule.deny with input as snapshot(object.union(contact, {"full_name": text, "address_line_1": text}))
	some finding in findings
	finding.evidence.fields == ["full_name", "address_line_1"]
}

test_phone_numbers[number] if {
	some number, findings in {
		"": 1, "n/a": 1, "none": 1, "xxx": 1, "0000": 1, "+0": 1, "+00 00 00 00": 1,
		"1234567890": 1, "+1 234 567 890": 1, "0123456789": 1, "123-456-789": 1,
		"+47 22 00 00 00": 0, "+1 555 0100": 0, "112": 0, "+33 3 33 33 33 33": 0, "+49 1234567890 1": 0,
	}
	found := rule.deny with input as snapshot(object.union(contact, {"phone_number": number}))
	count(found) == findings
}

# These are names of people, of places and of what there is in their stead.
test_clean[note] if {
	some note, change in {
		"complete": {},
		"a village near Turin": {"city": "None", "country_code": "IT"},
		"a village in Picardy": {"city": "Y", "country_code": "FR"},
		"a name": {"full_name": "Na"},
		"a name that begins like a word": {"full_name": "Testa Dummyson"},
		"a house without a number": {"address_line_1": "Test Valley House"},
		"a country without postal codes": {"postal_code": "00000", "country_code": "AE"},
		"none written out": {"postal_code": "N/A", "country_code": "HK"},
		"not Latin": {"full_name": "例株式会社", "city": "東京"},
		"p3_same number as other contacts": {"phone_number": "+47 22 00 00 20"},
	}
	findings := rule.deny with input as snapshot(object.union(contact, change))
	count(findings) == 0
}

test_what_is_not_required_may_be_missing if {
	findings := rule.deny with input as snapshot(object.union(contact, {"company_name": "n/a"}))
	count(findings) == 0
}

test_p13_complete if {
	findings := rule.deny with input as snapshot(contact)
	count(findings) == 0
}

test_skipped_in_govcloud if {
	not rule.applicable with input as object.union(fixture.empty, {"meta": {"partition": "aws-us-gov"}})
}

test_applicable if rule.applicable with input as fixture.empty

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
