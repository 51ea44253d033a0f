# METADATA
# title: GuardDuty is off
# description: |
#   GuardDuty reports root's credentials in use, trails that are stopped and calls from places that do
#   not fit. It works region by region, and a detector may be there and suspended.
# related_resources:
#   - https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_settingup.html
#   - https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html
# custom:
#   severity: high
#   runbook: security_hub_active
#   attack: []
#   remediation: Enable GuardDuty in every region of the account, best for the whole organisation at once.
package tocsin.readiness.guardduty_disabled

import data.tocsin.lib.account
import data.tocsin.lib.regions
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("GuardDuty is off in %s.", [regions.text(off)]),
	"resource": account.arn,
	"evidence": {"regions": sort(off), "suspended_detectors": sort([detector.arn | some detector in suspended])},
	"fix": array.concat(
		[sprintf("aws guardduty update-detector --detector-id=%s --enable --region=%s", [shell.quote(d.id), shell.quote(d.region)]) |
			some d in suspended
		],
		[sprintf("aws guardduty create-detector --enable --region=%s", [shell.quote(region)]) |
			some region in sort(off - {detector.region | some detector in suspended})
		],
	),
} if {
	count(off) > 0
}

off := regions.read(input.coverage["guardduty.detectors"]) - on

on contains detector.region if {
	some detector in input.aws.guardduty.detectors
	detector.status == "ENABLED"
}

suspended contains detector if {
	some detector in input.aws.guardduty.detectors
	detector.region in off
}
