# METADATA
# title: The root user signed in without MFA
# description: |
#   A password alone was enough to become root. Somebody who is not its owner needs no more either.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
# custom:
#   severity: critical
#   runbook: abnormal_activity
#   attack: [T1078.004]
#   events:
#     - signin.amazonaws.com/ConsoleLogin
#   remediation: |
#     Change root's password, register an MFA device, and review all that root did since.
package tocsin.ioc.root_login_without_mfa

import data.tocsin.lib.account
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.root_events

deny contains event_finding.of(login, {
	"did": "signed in",
	"try": "sign in",
	"what": "as root without MFA",
	"resource": account.root,
	"evidence": object.filter(login.additional, ["MFAUsed", "LoginTo", "MobileVersion"]),
}) if {
	some login in logins
	lower(events.text(login, ["additional", "MFAUsed"])) == "no"
}

unknown contains sprintf("whether root signed in with MFA at %s: event %s does not say", [login.time, login.id]) if {
	some login in logins
	not lower(events.text(login, ["additional", "MFAUsed"])) in {"yes", "no"}
}

logins := [login |
	some login in root_events.of("signin.amazonaws.com", {"ConsoleLogin"})
	login.succeeded
]
