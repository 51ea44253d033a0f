# METADATA
# title: GuardDuty has a finding about root or about covered tracks
# description: |
#   Any finding about the root user's credentials, and any of the kind Stealth, that nobody has archived:
#   somebody looked for it and nobody has looked at it. Samples that were asked for are none.
# related_resources:
#   - https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html
#   - https://docs.aws.amazon.com/guardduty/latest/ug/sample_findings.html
# custom:
#   severity: high
#   runbook: abnormal_activity
#   attack: [T1078.004, T1562.008]
#   applies_when: GuardDuty is in no region
#   remediation: Find out who did it and what for. Archive the finding when that is known, not before.
package tocsin.ioc.guardduty_root_finding

import data.tocsin.lib.shell

applicable if count(input.aws.guardduty.detectors) > 0

deny contains {
	"msg": sprintf("GuardDuty found %s in %s.", [finding.type, finding.region]),
	"resource": finding.arn,
	"region": finding.region,
	"evidence": object.filter(finding, ["type", "severity", "created_at", "updated_at", "user_type", "user_name"]),
	"fix": [sprintf("aws guardduty get-findings --detector-id=%s --finding-ids=%s --region=%s", [
		shell.quote(finding.detector_id),
		shell.list([finding.id]),
		shell.quote(finding.region),
	])],
} if {
	some finding in input.aws.guardduty.findings
	finding.sample == false
}
