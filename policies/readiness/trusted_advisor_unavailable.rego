# METADATA
# title: Trusted Advisor is not available
# description: |
#   With the support plans Basic and Developer, Trusted Advisor has a few checks in the console and no
#   API. Only AWS's own answer that the plan lacks it is taken for that; any other error says nothing.
# related_resources:
#   - https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html
#   - https://aws.amazon.com/premiumsupport/plans/
# custom:
#   severity: medium
#   runbook: trusted_advisor_active
#   attack: []
#   applies_when: the partition has no Trusted Advisor
#   remediation: Choose a support plan that includes Trusted Advisor.
package tocsin.readiness.trusted_advisor_unavailable

import data.tocsin.lib.account

# As the collector's table has it.
applicable if input.meta.partition in {"aws", "aws-us-gov"}

deny contains {
	"msg": sprintf("The support plan of account '%s' does not include Trusted Advisor.", [input.meta.account_id]),
	"resource": account.arn,
	"evidence": {"available": false},
	"fix": [], # a plan is bought in the console
} if {
	input.aws.support.trusted_advisor.available == false
}
