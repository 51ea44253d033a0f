# METADATA
# title: The account has no security contact
# description: |
#   AWS writes to the security contact about exposed keys, abuse and compromise. Without one it writes
#   to root's e-mail address only, which an attacker who has root may have changed.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
# custom:
#   severity: high
#   runbook: reporting_process
#   attack: []
#   absence: true
#   applies_when: the partition has no API for contacts
#   remediation: Name a security contact that several people read at any hour, such as a mailing list.
package tocsin.readiness.security_contact_missing

import data.tocsin.lib.contacts

applicable if contacts.available

deny contains contacts.missing("SECURITY") if not input.aws.account.security_contact

confirmed if input.aws.account.security_contact
