# METADATA
# title: No support case can be opened through the API
# description: |
#   In an incident, AWS Support is to be asked at once, and with root lost the console may be, too. The
#   API for cases comes with the plans Business and above. Only AWS's own answer that the plan lacks it
#   is taken for that; any other error says nothing.
# related_resources:
#   - https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html
#   - https://support.aws.amazon.com/#/contacts/aws-account-support
# custom:
#   severity: medium
#   runbook: contact_support_and_tam
#   attack: []
#   applies_when: the partition has no API of AWS Support
#   remediation: |
#     Choose a support plan with the API, or write down how to reach AWS without it: the form for account
#     and billing help works without signing in.
package tocsin.readiness.support_case_unavailable

import data.tocsin.lib.account

# As the collector's table has it.
applicable if input.meta.partition in {"aws", "aws-cn", "aws-us-gov"}

deny contains {
	"msg": sprintf("The support plan of account '%s' does not let cases be opened through the API.", [input.meta.account_id]),
	"resource": account.arn,
	"evidence": {"available": false},
	"fix": [], # a plan is bought in the console
} if {
	input.aws.support.severity_levels.available == false
}
