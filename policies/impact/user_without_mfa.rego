# METADATA
# title: An IAM user signs in to the console without MFA
# description: |
#   A password alone can be guessed, phished or found. The credential report says of each user with a
#   password whether any MFA device is enabled; it may be four hours old. Root is another rule's matter.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
# custom:
#   severity: medium
#   runbook: iam_users
#   attack: [T1078.004]
#   remediation: |
#     Take the user's password away until there is an MFA device, better a security key than a virtual one;
#     or move people to IAM Identity Center.
package tocsin.impact.user_without_mfa

import data.tocsin.lib.arn
import data.tocsin.lib.credentials

deny contains {
	"msg": sprintf("IAM user '%s' can sign in to the console with a password and without MFA.", [arn.name(row.arn)]),
	"resource": row.arn,
	"evidence": object.filter(row, [
		"password_enabled",
		"password_last_changed",
		"password_last_used",
		"mfa_active",
		"report_generated_time",
	]),
	"fix": credentials.disable(row, "password"),
} if {
	some row in input.aws.iam.credential_report
	not credentials.is_root(row)
	row.password_enabled == true
	row.mfa_active == false
}

unknown contains reason if some reason in credentials.unreported
