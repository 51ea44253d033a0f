# METADATA
# title: The account has no billing contact
# description: |
#   AWS writes to the billing contact about invoices and payment. Sudden costs are often the first sign
#   of a stolen account, and without one they are told to root's e-mail address only.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
# custom:
#   severity: low
#   runbook: reporting_process
#   attack: []
#   absence: true
#   applies_when: the partition has no API for contacts
#   remediation: Name a billing contact who sees every invoice, such as a mailing list.
package tocsin.readiness.billing_contact_missing

import data.tocsin.lib.contacts

applicable if contacts.available

deny contains contacts.missing("BILLING") if not input.aws.account.billing_contact

confirmed if input.aws.account.billing_contact
