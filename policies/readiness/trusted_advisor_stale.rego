# METADATA
# title: Trusted Advisor's security checks are stale
# description: |
#   What Trusted Advisor shows may be weeks old: some checks are refreshed only when somebody asks. A
#   check that AWS reports as not available has no result that could grow old.
# related_resources:
#   - https://docs.aws.amazon.com/awssupport/latest/user/get-started-with-aws-trusted-advisor.html#refresh-check-results
# custom:
#   severity: low
#   runbook: trusted_advisor_active
#   attack: []
#   applies_when: the support plan or the partition has no API of Trusted Advisor
#   remediation: Refresh the checks, and have a schedule refresh them every day.
package tocsin.readiness.trusted_advisor_stale

import data.tocsin.lib.account
import data.tocsin.lib.shell

applicable if input.aws.support.trusted_advisor.available == true

deny contains {
	"msg": sprintf("%d of %d security checks of Trusted Advisor are older than a week.", [count(stale), count(checks)]),
	"resource": account.arn,
	"evidence": {"checks": [object.filter(check, ["id", "name", "timestamp"]) | some check in stale]},
	"fix": [command(check.id) | some check in stale],
} if {
	count(stale) > 0
}

checks := input.aws.support.trusted_advisor.checks

stale := [check |
	some check in checks
	check.status != "not_available"
	age := time.parse_rfc3339_ns(input.meta.collected_at) - time.parse_rfc3339_ns(check.timestamp)
	age > week
]

week := (((7 * 24) * 60) * 60) * 1000000000

command(id) := sprintf("aws support refresh-trusted-advisor-check --check-id=%s --region=%s", [shell.quote(id), region])

# Where the partition has the API.
region := {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1"}[input.meta.partition]
