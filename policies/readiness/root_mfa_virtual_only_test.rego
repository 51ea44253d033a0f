package tocsin.readiness.root_mfa_virtual_only_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.root_mfa_virtual_only as rule

device_of_root := {"serial_number": "arn:aws:iam::123456789012:mfa/phone", "user_arn": fixture.root}

device_of_alice := {
	"serial_number": "arn:aws:iam::123456789012:mfa/alice",
	"user_arn": "arn:aws:iam::123456789012:user/alice",
}

iam(enabled, in_use, devices) := fixture.snapshot({"iam": {
	"account_summary": {"account_mfa_enabled": enabled, "mfa_devices_in_use": in_use},
	"virtual_mfa_devices": devices,
}})

test_only_virtual if {
	findings := rule.deny with input as iam(true, 2, [device_of_alice, device_of_root])
	findings == {{
		"msg": "The root user of account '123456789012' has no MFA device but virtual ones.",
		"resource": fixture.root,
		"evidence": {
			"serial_numbers": ["arn:aws:iam::123456789012:mfa/phone"],
			"mfa_devices_in_use": 2,
			"virtual_mfa_devices": 2,
		},
		"fix": [],
	}}
	reasons := rule.unknown with input as iam(true, 2, [device_of_alice, device_of_root])
	count(reasons) == 0
}

# Root may have up to eight devices; peers call one virtual and one FIDO device virtual.
test_unknown_whose_the_other_device_is if {
	snapshot := iam(true, 3, [device_of_alice, device_of_root])
	findings := rule.deny with input as snapshot
	count(findings) == 0
	reasons := rule.unknown with input as snapshot
	reasons == {concat(" ", [
		"the API does not say whether any of the 1 MFA devices that are not virtual is root's,",
		"which has a virtual one, too",
	])}
}

test_clean[note] if {
	some note, snapshot in {
		"hardware": iam(true, 1, []),
		"virtual device of a user": iam(true, 2, [device_of_alice]),
		"p4_no_root_credentials": iam(false, 1, [device_of_alice]),
	}
	findings := rule.deny with input as snapshot
	count(findings) == 0
	reasons := rule.unknown with input as snapshot
	count(reasons) == 0
}

test_confirmed_without_mfa if {
	rule.confirmed with input as fixture.snapshot({"iam": {"account_summary": {"account_mfa_enabled": false}}})
}

test_unread[note] if {
	some note, iam in {
		"everything": {},
		"devices": {"account_summary": {"account_mfa_enabled": true, "mfa_devices_in_use": 1}},
		"summary": {"virtual_mfa_devices": [device_of_root]},
		"count": {"account_summary": {"account_mfa_enabled": true}, "virtual_mfa_devices": [device_of_root]},
		"MFA": {"account_summary": {"mfa_devices_in_use": 1}, "virtual_mfa_devices": [device_of_root]},
	}
	findings := rule.deny with input as fixture.snapshot({"iam": iam})
	count(findings) == 0
	reasons := rule.unknown with input as fixture.snapshot({"iam": iam})
	count(reasons) == 0
	not rule.confirmed with input as fixture.snapshot({"iam": iam})
}
