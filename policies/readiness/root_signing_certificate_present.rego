# METADATA
# title: The root user has a signing certificate
# description: |
#   An X.509 certificate signs SOAP requests with all of root's rights. Hardly anything needs one any
#   more, so hardly anybody looks for one: a good place for an attacker to come back through.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
# custom:
#   severity: high
#   runbook: rotate_keys
#   attack: [T1078.004, T1098.001]
#   remediation: |
#     Sign in to the console as root and delete its signing certificates. In a member account of an
#     organisation, delete root's credentials through central root access instead.
package tocsin.readiness.root_signing_certificate_present

import data.tocsin.lib.account

deny contains {
	"msg": sprintf("The root user of account '%s' has a signing certificate.", [input.meta.account_id]),
	"resource": account.root,
	"evidence": {"account_signing_certificates_present": true},
	"fix": [], # only root itself can, or the management account of the organisation
} if {
	input.aws.iam.account_summary.account_signing_certificates_present == true
}
