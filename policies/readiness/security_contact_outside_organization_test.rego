package tocsin.readiness.security_contact_outside_organization_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.security_contact_outside_organization as rule

domains := ["example.org", "example.com"]

snapshot(address) := fixture.snapshot({"account": {"security_contact": {
	"name": "Eve Example",
	"email_address": address,
	"phone_number": "+1 555 0100",
	"title": "Colleague",
}}})

# No value of the contact is told.
test_outside if {
	findings := rule.deny with input as snapshot("eve@mail.example") with data.params.contact_domains as domains
	findings == {{
		"msg": "The security contact of account '123456789012' has an e-mail address outside of the organisation's domains.",
		"resource": fixture.account,
		"key": "domain",
		"evidence": {"alternate_contact_type": "SECURITY", "contact_domains": domains},
		"fix": [concat(" ", [
			"aws account put-alternate-contact --alternate-contact-type=SECURITY",
			`--name="$NAME" --title="$TITLE" --email-address="$EMAIL" --phone-number="$PHONE"`,
		])],
	}}
}

test_addresses[note] if {
	some note, tc in {
		"ours": {"address": "security@example.org", "findings": 0},
		"second domain": {"address": "security@example.com", "findings": 0},
		"capitals": {"address": "Security@EXAMPLE.org", "findings": 0},
		"subdomain": {"address": "security@mail.example.org", "findings": 0},
		"a name that ends like it": {"address": "security@evil-example.org", "findings": 1},
		"a domain that begins like it": {"address": "security@example.org.mail.example", "findings": 1},
		"any character for the dot": {"address": "security@examplexorg", "findings": 1},
		"in the name": {"address": "example.org@mail.example", "findings": 1},
	}
	findings := rule.deny with input as snapshot(tc.address) with data.params.contact_domains as domains
	count(findings) == tc.findings
}

test_domains[domain] if {
	some domain in ["@example.org", ".example.org", "Example.ORG"]
	findings := rule.deny with input as snapshot("security@example.org") with data.params.contact_domains as [domain]
	count(findings) == 0
}

test_root_address[note] if {
	some note, tc in {
		"the same": {"root": "security@example.org", "keys": {"root"}},
		"in capitals": {"root": "Security@Example.org", "keys": {"root"}},
		"another": {"root": "root@example.org", "keys": set()},
	}
	findings := rule.deny with input as object.union(
		snapshot("security@example.org"),
		{"aws": {"account": {"primary_email": {"email_address": tc.root}}}},
	)
		with data.params.contact_domains as domains
	{finding.key | some finding in findings} == tc.keys
	not contains(json.marshal(findings), "security@")
}

test_applicable if rule.applicable with input as snapshot("a@example.org") with data.params.contact_domains as domains

test_skipped[note] if {
	some note, tc in {
		"no parameter": {"input": snapshot("a@mail.example"), "domains": []},
		"no contact": {"input": fixture.snapshot({"account": {"regions": []}}), "domains": domains},
		"GovCloud": {
			"input": object.union(snapshot("a@mail.example"), {"meta": {"partition": "aws-us-gov"}}),
			"domains": domains,
		},
	}
	not rule.applicable with input as tc.input with data.params.contact_domains as tc.domains
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"contact": {"account": {"regions": []}},
		"address": {"account": {"security_contact": {"name": "Eve Example"}}},
	}
	findings := rule.deny with input as fixture.snapshot(aws) with data.params.contact_domains as domains
	count(findings) == 0
}
