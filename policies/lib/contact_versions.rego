# METADATA
# title: The contacts of the account, now and in the baseline
package tocsin.lib.contact_versions

import data.tocsin.lib.contacts

now["primary"] := input.aws.account.contact_information

now["security"] := input.aws.account.security_contact

now["billing"] := input.aws.account.billing_contact

now["operations"] := input.aws.account.operations_contact

then["primary"] := data.baseline.aws.account.contact_information

then["security"] := data.baseline.aws.account.security_contact

then["billing"] := data.baseline.aws.account.billing_contact

then["operations"] := data.baseline.aws.account.operations_contact

kinds := {
	"primary": {
		"name": "primary",
		"section": "account.contact_information",
		"fix": [`aws account put-contact-information --contact-information="$CONTACT"`],
	},
	"security": alternate("security"),
	"billing": alternate("billing"),
	"operations": alternate("operations"),
}

alternate(kind) := {"name": kind, "section": sprintf("account.%s_contact", [kind]), "fix": [contacts.put(upper(kind))]}
