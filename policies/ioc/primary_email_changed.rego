# METADATA
# title: The account's primary e-mail address was changed
# description: |
#   Who reads this mailbox can recover the root user's password. AWS tells the address to the management
#   account of an organisation only. No address is told here.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-root-user-email.html
#   - https://docs.aws.amazon.com/accounts/latest/reference/API_GetPrimaryEmail.html
# custom:
#   severity: critical
#   runbook: contact_changes
#   attack: [T1098]
#   applies_when: no baseline is given, or not both tell the address, as only a management account's do
#   remediation: |
#     Ask who changed the address. If nobody did, call AWS Support at once: root itself can change it back,
#     as long as somebody can sign in as root.
package tocsin.ioc.primary_email_changed

import data.tocsin.lib.account
import data.tocsin.lib.drift

applicable if {
	drift.given
	input.aws.account.primary_email
	data.baseline.aws.account.primary_email
}

deny contains {
	"msg": sprintf("The primary e-mail address of account '%s' was changed since the baseline of %s.", [input.meta.account_id, drift.since]),
	"resource": account.root,
	"evidence": drift.evidence({"fields": ["email_address"]}),
	"fix": [], # only root itself can, in the console
} if {
	lower(input.aws.account.primary_email.email_address) != lower(data.baseline.aws.account.primary_email.email_address)
}
