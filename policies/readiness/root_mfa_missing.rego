# METADATA
# title: The root user has a password and no MFA
# description: |
#   Whoever learns the password owns the account. IAM's summary is asked, not the credential report:
#   it is live, and the report's columns about root are not supported everywhere. A root user without
#   a password, as central root access leaves behind, has nothing that MFA could guard: the best state.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html
# custom:
#   severity: critical
#   runbook: root_password_and_mfa
#   attack: [T1078.004]
#   remediation: |
#     Sign in to the console as root, change the password and register two MFA devices. In a member
#     account of an organisation, delete root's credentials through central root access instead.
package tocsin.readiness.root_mfa_missing

import data.tocsin.lib.account

deny contains {
	"msg": sprintf("The root user of account '%s' has a password and no MFA device.", [input.meta.account_id]),
	"resource": account.root,
	"evidence": {"account_mfa_enabled": false, "account_password_present": true},
	"fix": [], # only root itself can, in the console
} if {
	input.aws.iam.account_summary.account_password_present == true
	input.aws.iam.account_summary.account_mfa_enabled == false
}

# Either is proof without the other.
confirmed if input.aws.iam.account_summary.account_mfa_enabled == true

confirmed if input.aws.iam.account_summary.account_password_present == false
