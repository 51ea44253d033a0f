# METADATA
# title: Credentials of the root user were created or changed
# description: |
#   Who takes root over makes it his: he changes or recovers its password, or creates a key. The
#   password recovery is one that nobody but root has.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
# custom:
#   severity: critical
#   runbook: abnormal_activity
#   attack: [T1098.001, T1098]
#   events:
#     - signin.amazonaws.com/PasswordUpdated
#     - signin.amazonaws.com/PasswordRecoveryRequested
#     - signin.amazonaws.com/PasswordRecoveryCompleted
#     - iam.amazonaws.com/CreateAccessKey
#     - iam.amazonaws.com/UpdateAccessKey
#     - iam.amazonaws.com/CreateLoginProfile
#     - iam.amazonaws.com/UploadSigningCertificate
#   remediation: |
#     Ask root's owner. If it was not he, recover root's password by its mailbox, delete its keys,
#     renew its MFA device and call AWS Support.
package tocsin.ioc.root_credentials_changed

import data.tocsin.lib.account
import data.tocsin.lib.event_finding
import data.tocsin.lib.root_credential_events

deny contains event_finding.of(change.event, {
	"did": change.did,
	"try": change.try,
	"what": "the root user",
	"resource": account.root,
}) if {
	some change in root_credential_events.changes
}
