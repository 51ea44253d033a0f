# METADATA
# title: A credential of the root user was used
# description: |
#   Root is for emergencies: any use is to be explained. The credential report says when each of root's
#   credentials was last used, even if no trail recorded it. All three count: a password that rests
#   for years says nothing about a key. The report may be up to four hours old.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
# custom:
#   severity: high
#   runbook: abnormal_activity
#   attack: [T1078.004]
#   remediation: |
#     Ask who used root and what for. If nobody can tell, change root's password, delete its keys, renew
#     its MFA device and review all that root did.
package tocsin.ioc.root_used

import data.tocsin.lib.account

deny contains {
	"msg": sprintf("The root user of account '%s' used its %s at %s.", [input.meta.account_id, use.name, use.time]),
	"resource": account.root,
	"key": use.key,
	"evidence": object.union(use.evidence, {"report_generated_time": report_time}),
	"fix": [], # what was done is not undone
} if {
	some use in uses
	use.time >= input.meta.window.state_since
}

root := [row | some row in input.aws.iam.credential_report; row.user == "<root_account>"][0]

report_time := root.report_generated_time

# The report does not say where a password was used.
uses contains {"key": "password", "name": "password", "time": root.password_last_used, "evidence": evidence} if {
	evidence := object.filter(root, ["password_last_used"])
}

uses contains {"key": "access_key_1", "name": "first access key", "time": root.access_key_1_last_used_date, "evidence": evidence} if {
	evidence := object.filter(root, [
		"access_key_1_last_used_date",
		"access_key_1_last_used_region",
		"access_key_1_last_used_service",
	])
}

uses contains {"key": "access_key_2", "name": "second access key", "time": root.access_key_2_last_used_date, "evidence": evidence} if {
	evidence := object.filter(root, [
		"access_key_2_last_used_date",
		"access_key_2_last_used_region",
		"access_key_2_last_used_service",
	])
}

unknown contains reason if {
	report_time < input.meta.window.state_since
	reason := sprintf("the credential report was made at %s, before what counts as recent began", [report_time])
}
