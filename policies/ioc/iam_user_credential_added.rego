# METADATA
# title: An IAM user got a new credential
# description: |
#   A second key for an old user is less conspicuous than a new user, and as good for an intruder. The
#   credential report says when a key was created or last changed, and when a password was last set,
#   which may have been the user's own doing.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
# custom:
#   severity: high
#   runbook: iam_user_creation
#   attack: [T1098.001]
#   events:
#     - iam.amazonaws.com/CreateAccessKey
#     - iam.amazonaws.com/CreateLoginProfile
#     - iam.amazonaws.com/UpdateLoginProfile
#     - iam.amazonaws.com/CreateServiceSpecificCredential
#     - iam.amazonaws.com/UploadSSHPublicKey
#     - iam.amazonaws.com/UploadSigningCertificate
#   remediation: |
#     Ask the user, on another way than by the account itself, about the credential. If nobody knows of it,
#     make it inactive and look in CloudTrail for who created it and what was done with it.
package tocsin.ioc.iam_user_credential_added

import data.tocsin.lib.arn
import data.tocsin.lib.credential_events
import data.tocsin.lib.credentials
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding

deny contains {
	"msg": sprintf("The %s of IAM user '%s' %s.", [kind.name, arn.name(row.arn), concat("; ", array.concat([why.text], existed(row)))]),
	"resource": row.arn,
	"key": key,
	"evidence": object.union(why.evidence, credentials.facts(row, key)),
	"fix": credentials.disable(row, key),
} if {
	some row in input.aws.iam.credential_report
	not credentials.is_root(row)
	some key, kind in credentials.kinds
	why := reason(row, kind)
}

deny contains event_finding.of(addition.event, addition) if some addition in credential_events.additions

reason(row, kind) := {"text": text, "evidence": drift.evidence({})} if {
	compared
	row[kind.active] == true
	text := news(row, kind)
} else := {"text": sprintf("was created or changed at %s", [row[kind.changed]]), "evidence": {"kind": "state"}} if {
	row[kind.changed] >= input.meta.window.state_since
}

compared if drift.read_then("iam.credential_report")

before := {row.arn: row | some row in data.baseline.aws.iam.credential_report}

# What is new against the baseline, as far as both say it.
news(row, kind) := "is new; the baseline has neither it nor the user" if {
	not before[row.arn]
} else := "is new; in the baseline there was none that is active" if {
	before[row.arn][kind.active] == false
} else := sprintf("was changed at %s; the baseline has an older one", [row[kind.changed]]) if {
	before[row.arn][kind.changed] != row[kind.changed]
}

existed(row) := [sprintf("the user has been there since %s", [row.user_creation_time]) |
	row.user_creation_time < input.meta.window.state_since
]

unknown contains reason if {
	credentials.report_time < input.meta.window.state_since
	reason := sprintf("the credential report was made at %s, before what counts as recent began", [credentials.report_time])
}

unknown contains reason if some reason in credentials.unreported
