# METADATA
# title: The root user's MFA devices are all virtual
# description: |
#   A virtual device is a secret on a phone: it can be copied, and its codes can be phished. AWS lists
#   only the virtual devices of root, not its security keys, and counts the devices of all users
#   together. That nobody here has any other kind can be told; whose those of another kind are cannot.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
# custom:
#   severity: medium
#   runbook: root_password_and_mfa
#   attack: [T1078.004]
#   remediation: Register two FIDO security keys or passkeys for root in the console, then remove the virtual device.
package tocsin.readiness.root_mfa_virtual_only

import data.tocsin.lib.account

devices := input.aws.iam.virtual_mfa_devices

in_use := input.aws.iam.account_summary.mfa_devices_in_use

of_root := [device.serial_number | some device in devices; endswith(device.user_arn, ":root")]

root_has_virtual if {
	input.aws.iam.account_summary.account_mfa_enabled == true
	count(of_root) > 0
}

deny contains {
	"msg": sprintf("The root user of account '%s' has no MFA device but virtual ones.", [input.meta.account_id]),
	"resource": account.root,
	"evidence": {"serial_numbers": of_root, "mfa_devices_in_use": in_use, "virtual_mfa_devices": count(devices)},
	"fix": [], # only root itself can, in the console
} if {
	root_has_virtual
	in_use <= count(devices)
}

unknown contains sprintf(
	"the API does not say whether any of the %d MFA devices that are not virtual is root's, which has a virtual one, too",
	[in_use - count(devices)],
) if {
	root_has_virtual
	in_use > count(devices)
}

# No device at all is the matter of root_mfa_missing.
confirmed if input.aws.iam.account_summary.account_mfa_enabled == false
