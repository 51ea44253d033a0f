# METADATA
# title: Access Analyzer does not look
# description: |
#   IAM Access Analyzer names what outsiders can reach: roles, buckets, keys, queues, snapshots. It
#   takes an active analyzer of external access in each region; one of unused or of internal access
#   is none. One that the organisation's administrator has for all accounts is not to be seen from
#   here: then set the parameter central_access_analyzer.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
# schemas:
#   - data.params.central_access_analyzer:
#       type: boolean
#       default: false
#       description: Whether the organisation's administrator has an Access Analyzer for all accounts, in every region.
# custom:
#   severity: medium
#   runbook: security_hub_active
#   attack: []
#   applies_when: the parameter central_access_analyzer says that another account has the analyzers
#   remediation: Create an analyzer of external access in every region of the account, or one for the whole organisation.
package tocsin.readiness.access_analyzer_missing

import data.tocsin.lib.account
import data.tocsin.lib.regions
import data.tocsin.lib.shell

applicable if not data.params.central_access_analyzer

deny contains {
	"msg": sprintf("No Access Analyzer looks at external access in %s.", [regions.text(off)]),
	"resource": account.arn,
	"evidence": {"regions": sort(off)},
	"fix": [sprintf("aws accessanalyzer create-analyzer --analyzer-name=external-access --type=ACCOUNT --region=%s", [shell.quote(region)]) |
		some region in sort(off)
	],
} if {
	count(off) > 0
}

off := regions.read(input.coverage["access_analyzer.analyzers"]) - on

on contains analyzer.region if {
	some analyzer in input.aws.access_analyzer.analyzers
	analyzer.type in {"ACCOUNT", "ORGANIZATION"}
	analyzer.status == "ACTIVE"
}
