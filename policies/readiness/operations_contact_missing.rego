# METADATA
# title: The account has no operations contact
# description: |
#   AWS writes to the operations contact about outages and about resources that misbehave or are to be
#   stopped. Without one it writes to root's e-mail address only.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
# custom:
#   severity: low
#   runbook: reporting_process
#   attack: []
#   absence: true
#   applies_when: the partition has no API for contacts
#   remediation: Name an operations contact that the people on call read, such as a mailing list.
package tocsin.readiness.operations_contact_missing

import data.tocsin.lib.contacts

applicable if contacts.available

deny contains contacts.missing("OPERATIONS") if not input.aws.account.operations_contact

confirmed if input.aws.account.operations_contact
