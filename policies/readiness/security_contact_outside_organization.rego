# METADATA
# title: The security contact is outside of the organisation
# description: |
#   What AWS writes to the security contact should reach colleagues, not a private mailbox or a former
#   contractor. An intruder may also have put an address of his own there. Subdomains of the
#   organisation's domains are its own. Root's own address is no second way to be reached; AWS tells it
#   to the management account of an organisation only.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
# schemas:
#   - data.params.contact_domains:
#       type: array
#       items: {type: string, minLength: 1}
#       default: []
#       description: The domains of the organisation's own e-mail addresses, such as example.com.
# custom:
#   severity: medium
#   runbook: reporting_process
#   attack: [T1098]
#   applies_when: the parameter contact_domains is not set, or there is no security contact
#   remediation: |
#     Ask who changed the contact, and name one with an address of the organisation. Or add the domain to
#     the parameter contact_domains.
package tocsin.readiness.security_contact_outside_organization

import data.tocsin.lib.account
import data.tocsin.lib.contacts

applicable if {
	contacts.available
	count(data.params.contact_domains) > 0
	input.aws.account.security_contact
}

deny contains {
	"msg": sprintf(
		"The security contact of account '%s' has an e-mail address outside of the organisation's domains.",
		[input.meta.account_id],
	),
	"resource": account.arn,
	"key": "domain",
	"evidence": {"alternate_contact_type": "SECURITY", "contact_domains": data.params.contact_domains},
	"fix": [contacts.put("SECURITY")],
} if {
	address := input.aws.account.security_contact.email_address
	not is_ours(address)
}

deny contains {
	"msg": sprintf("The security contact of account '%s' has the e-mail address of the root user.", [input.meta.account_id]),
	"resource": account.arn,
	"key": "root",
	"evidence": {"alternate_contact_type": "SECURITY"},
	"fix": [contacts.put("SECURITY")],
} if {
	lower(input.aws.account.security_contact.email_address) == lower(input.aws.account.primary_email.email_address)
}

is_ours(address) if {
	some domain in data.params.contact_domains
	some separator in ["@", "."]
	endswith(lower(address), concat("", [separator, lower(trim_left(domain, "@."))]))
}
