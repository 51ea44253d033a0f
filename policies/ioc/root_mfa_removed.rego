# METADATA
# title: An MFA device of the root user was removed
# description: |
#   Whoever takes root over removes its MFA device, or replaces it with one of their own: then root
#   still has MFA, and only the device's serial number tells. Of hardware devices none is known. A root
#   user that has no password any more, as central root access leaves it, needs none.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html
# custom:
#   severity: critical
#   runbook: abnormal_activity
#   attack: [T1556.006, T1098.005]
#   events:
#     - iam.amazonaws.com/DeactivateMFADevice
#     - iam.amazonaws.com/DeleteVirtualMFADevice
#   applies_when: neither a baseline nor events are given
#   remediation: |
#     Ask who removed it. If nobody can tell, root is not in your hands: recover its password, register
#     new MFA devices, delete unknown ones, and review all that root did.
package tocsin.ioc.root_mfa_removed

import data.tocsin.lib.account
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.root_credential_events

deny contains {
	"msg": sprintf("The root user has a password and no MFA any more; the baseline of %s has MFA.", [drift.since]),
	"resource": account.root,
	"evidence": drift.evidence({"account_mfa_enabled": false, "account_password_present": true}),
	"fix": [], # only root itself can, in the console
} if {
	input.aws.iam.account_summary.account_password_present == true
	input.aws.iam.account_summary.account_mfa_enabled == false
	data.baseline.aws.iam.account_summary.account_mfa_enabled == true
}

deny contains {
	"msg": sprintf("The root user's virtual MFA device '%s' was removed or replaced since the baseline of %s.", [serial, drift.since]),
	"resource": account.root,
	"key": serial,
	"evidence": drift.evidence({"serial_number": serial, "serial_numbers_now": sort(now)}),
	"fix": [], # only root itself can, in the console
} if {
	input.aws.iam.account_summary.account_password_present == true
	input.aws.iam.account_summary.account_mfa_enabled == true
	drift.read_now("iam.virtual_mfa_devices")
	now := {device.serial_number | some device in input.aws.iam.virtual_mfa_devices; is_root(device.user_arn)}
	some device in data.baseline.aws.iam.virtual_mfa_devices
	is_root(device.user_arn)
	serial := device.serial_number
	not serial in now
}

deny contains event_finding.of(removal, {
	"did": "removed an MFA device of",
	"try": "remove an MFA device of",
	"what": "the root user",
	"resource": account.root,
	"evidence": object.filter(object.get(removal, "request", {}), ["serialNumber"]),
}) if {
	some removal in root_credential_events.mfa_removals
}

applicable if drift.given

applicable if events.given

is_root(arn) if arn == account.root

unknown contains reason if some reason in events.untold("iam.amazonaws.com", {"DeleteVirtualMFADevice"})
