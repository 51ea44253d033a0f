# METADATA
# title: The scan runs as the root user
# description: |
#   Root's credentials are for the few tasks that nothing else can do. Whoever answers an incident
#   with them adds root usage to the very evidence that is to be read, and puts them on one more
#   machine.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
# custom:
#   severity: critical
#   runbook: cli_configured
#   attack: [T1078.004]
#   applies_when: AWS was not asked, as the events are from files
#   remediation: Sign the command line in as a role with short-lived credentials, and delete root's access key.
package tocsin.readiness.caller_is_root

import data.tocsin.lib.account

applicable if input.meta.caller_arn

deny contains {
	"msg": sprintf("The scan runs as the root user of account '%s'.", [input.meta.account_id]),
	"resource": account.root,
	"evidence": {"caller_arn": input.meta.caller_arn},
	"fix": ["aws configure sso", "aws sts get-caller-identity"],
} if {
	input.meta.caller_arn == account.root
}
