# METADATA
# title: Security Hub is off
# description: |
#   Findings of GuardDuty, Access Analyzer, Macie and others come together in Security Hub. There are two
#   products of the name, Security Hub CSPM and the newer Security Hub; either will do. Both are
#   enabled region by region, and intruders prefer the regions that nobody looks at.
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/what-is-securityhub.html
#   - https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeSecurityHubV2.html
# custom:
#   severity: high
#   runbook: security_hub_active
#   attack: []
#   remediation: Enable Security Hub in every region of the account, best for the whole organisation at once.
package tocsin.readiness.security_hub_disabled

import data.tocsin.lib.account
import data.tocsin.lib.regions
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Security Hub is off in %s.", [regions.text(off)]),
	"resource": account.arn,
	"evidence": {"regions": sort(off)},
	"fix": [sprintf("aws securityhub enable-security-hub --enable-default-standards --region=%s", [shell.quote(region)]) |
		some region in sort(off)
	],
} if {
	count(off) > 0
}

off := read - on

read := regions.read(input.coverage["securityhub.hubs"]) & regions.read(input.coverage["securityhub.hubs_v2"])

on contains hub.region if some hub in input.aws.securityhub.hubs

on contains hub.region if some hub in input.aws.securityhub.hubs_v2

# Where one product is on it does not matter that the other could not be read.
confirmed if {
	regions.only_lacks(input.coverage["securityhub.hubs"], on)
	regions.only_lacks(input.coverage["securityhub.hubs_v2"], on)
}
