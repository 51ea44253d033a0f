# METADATA
# title: The root user has an access key
# description: |
#   A key of root does everything, asks for no MFA, and no policy can limit it. An inactive key counts:
#   root can make it active again.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html
# custom:
#   severity: critical
#   runbook: rotate_keys
#   attack: [T1078.004, T1098.001]
#   remediation: |
#     Sign in to the console as root and delete its access keys. In a member account of an organisation,
#     delete root's credentials through central root access instead.
package tocsin.readiness.root_access_key_present

import data.tocsin.lib.account

deny contains {
	"msg": sprintf("The root user of account '%s' has an access key.", [input.meta.account_id]),
	"resource": account.root,
	"evidence": {"account_access_keys_present": true},
	"fix": [], # only root itself can, or the management account of the organisation
} if {
	input.aws.iam.account_summary.account_access_keys_present == true
}
