# METADATA
# title: Nobody may talk to AWS Support
# description: |
#   Opening a case takes the rights of the policy AWSSupportAccess. A role that carries it is of use only
#   if somebody can assume it: a service cannot, nor can a principal that was deleted; a group is only
#   with members.
# related_resources:
#   - https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html
# custom:
#   severity: low
#   runbook: contact_support_and_tam
#   attack: []
#   absence: true
#   remediation: Attach AWSSupportAccess to a role that those who answer incidents can assume.
package tocsin.readiness.support_role_missing

import data.tocsin.lib.account
import data.tocsin.lib.shell
import data.tocsin.lib.support

deny contains {
	"msg": sprintf("Nobody in account '%s' can use the policy AWSSupportAccess.", [input.meta.account_id]),
	"resource": account.arn,
	"evidence": {"attached_to": sort(support.carriers)},
	"fix": [sprintf(`aws iam attach-role-policy --role-name="$ROLE" --policy-arn=%s`, [shell.quote(support.policy)])],
} if {
	count(support.usable) == 0
}

confirmed if count(support.usable) > 0
