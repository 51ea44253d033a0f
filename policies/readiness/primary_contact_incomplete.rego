# METADATA
# title: The account's primary contact is incomplete
# description: |
#   AWS calls and writes to the primary contact when root is to be recovered, and asks for these very
#   data. A field that AWS requires is empty, or holds a word that stands for none: n/a, none, null,
#   unknown, undefined, tbd, tba, todo, test, testing, dummy, placeholder, xxx, asdf, zeros or
#   punctuation only; a phone number also 1234567890 and any without a digit other than 0. Numbers that
#   end in zeros are switchboards. A city may be called None. A postal code is only to be there: where
#   there are none, people write 00000.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/API_ContactInformation.html
# custom:
#   severity: low
#   runbook: reporting_process
#   attack: []
#   applies_when: the partition has no API for contacts
#   remediation: Complete the contact, with a postal address and a phone number that reach the organisation.
package tocsin.readiness.primary_contact_incomplete

import data.tocsin.lib.account
import data.tocsin.lib.contacts

applicable if contacts.available

required := ["full_name", "address_line_1", "city", "postal_code", "country_code", "phone_number"]

# AWS sends all fields that it has together: one that is not there is empty.
deny contains {
	"msg": sprintf("The primary contact of account '%s' is incomplete: %s.", [input.meta.account_id, replace(concat(", ", fields), "_", " ")]),
	"resource": account.arn,
	"evidence": {"fields": fields},
	"fix": [
		"aws account get-contact-information --query=ContactInformation --output=json > contact.json",
		"aws account put-contact-information --contact-information=file://contact.json",
	],
} if {
	contact := input.aws.account.contact_information
	fields := [field | some field in required; says_nothing(field, lower(trim_space(object.get(contact, field, ""))))]
	count(fields) > 0
}

says_nothing(_, "")

says_nothing(field, text) if {
	field in {"full_name", "address_line_1", "city"}
	regex.match(`^(n/a|n\.a\.?|null|unknown|undefined|tb[ad]|todo|test(ing)?|dummy|placeholder|x{3,}|asdf|[[:punct:]0 ]+)$`, text)
}

says_nothing(field, "none") if field in {"full_name", "address_line_1"}

says_nothing("phone_number", text) if {
	digits := regex.replace(text, `[^0-9]`, "")
	regex.match(`^(0*|0?1234567890?)$`, digits)
}
