# METADATA
# title: The account's alternate contacts
# description: |
#   Only whether a contact is there, and of what kind it is, is said: names, addresses and numbers are
#   nobody else's business.
package tocsin.lib.contacts

import data.tocsin.lib.account

# GovCloud has no API for contacts: those of the account that it was created from count.
# https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-differences.html
available if input.meta.partition != "aws-us-gov"

missing(kind) := {
	"msg": sprintf("Account '%s' has no %s contact.", [input.meta.account_id, lower(kind)]),
	"resource": account.arn,
	"evidence": {"alternate_contact_type": kind},
	"fix": [put(kind)],
}

put(kind) := concat(" ", [
	sprintf("aws account put-alternate-contact --alternate-contact-type=%s", [kind]),
	`--name="$NAME" --title="$TITLE" --email-address="$EMAIL" --phone-number="$PHONE"`,
])
