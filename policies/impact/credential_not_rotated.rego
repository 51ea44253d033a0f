# METADATA
# title: A credential is older than the incident
# description: |
#   Whatever was there when the incident began may be in the intruder's hands. A key that was never used
#   is as good as any other. The credential report says when a key was created or last changed and when
#   a password was last set, root's too; where it does not, that is not known.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
#   - https://repost.aws/knowledge-center/potential-account-compromise
# custom:
#   severity: high
#   runbook: rotate_keys
#   attack: [T1078.004]
#   applies_when: no --incident-start is given
#   remediation: |
#     Renew the credential, put the new one to use, and delete the old one. Root's are renewed by root
#     itself, in the console.
package tocsin.impact.credential_not_rotated

import data.tocsin.lib.credentials

start := input.meta.window.incident_start

applicable if start

deny contains {
	"msg": sprintf("The %s of %s is of %s, before the incident began.", [kind.name, credentials.owner(row), row[kind.changed]]),
	"resource": row.arn,
	"key": key,
	"evidence": object.union({"incident_start": start}, credentials.facts(row, key)),
	"fix": [command | not credentials.is_root(row); some command in credentials.disable(row, key)],
} if {
	applicable
	not made_before_the_incident
	some row in input.aws.iam.credential_report
	some key, kind in credentials.kinds
	row[kind.active] == true
	row[kind.changed] < start
}

made_before_the_incident if credentials.report_time < start

unknown contains reason if {
	made_before_the_incident
	reason := sprintf("the credential report was made at %s, before the incident began", [credentials.report_time])
}

# Of root AWS may say neither whether there is a password nor when it was set.
unknown contains reason if {
	applicable
	some row in input.aws.iam.credential_report
	some kind in credentials.kinds
	object.get(row, kind.active, true) == true
	not told(row, kind)
	reason := sprintf("the credential report does not say whether the %s of %s is older than the incident", [
		kind.name,
		credentials.owner(row),
	])
}

told(row, kind) if row[kind.changed] >= start

told(row, kind) if {
	row[kind.active] == true
	row[kind.changed] < start
}
