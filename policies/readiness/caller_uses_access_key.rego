# METADATA
# title: The scan runs as an IAM user
# description: |
#   An IAM user calls with a key that lasts until somebody deletes it, and lies in a file or an
#   environment where others find it. Whoever answers an incident should sign in for hours, not for years.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp
# custom:
#   severity: low
#   runbook: cli_configured
#   attack: [T1078.004]
#   applies_when: AWS was not asked, as the events are from files
#   remediation: Sign the command line in as a role with short-lived credentials, and delete the user's access key.
package tocsin.readiness.caller_uses_access_key

import data.tocsin.lib.arn

applicable if input.meta.caller_arn

deny contains {
	"msg": sprintf("The scan runs as the IAM user '%s'.", [arn.name(input.meta.caller_arn)]),
	"resource": input.meta.caller_arn,
	"evidence": {"caller_arn": input.meta.caller_arn},
	"fix": ["aws configure sso", "aws sts get-caller-identity"],
} if {
	regex.match(`^arn:[^:]+:iam::[0-9]{12}:user/`, input.meta.caller_arn)
}
