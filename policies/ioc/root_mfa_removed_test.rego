package tocsin.ioc.root_mfa_removed_test

import data.tocsin.ioc.root_mfa_removed as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

own := {"serial_number": "arn:aws:iam::123456789012:mfa/root-account-mfa-device", "user_arn": fixture.root}

other := {"serial_number": "arn:aws:iam::123456789012:mfa/phone", "user_arn": fixture.root}

of_alice := {"serial_number": "arn:aws:iam::123456789012:mfa/alice", "user_arn": "arn:aws:iam::123456789012:user/alice"}

# A user may be called root.
of_user := {"serial_number": "arn:aws:iam::123456789012:mfa/x", "user_arn": "arn:aws:iam::123456789012:user/a:root"}

state(mfa, password, devices) := {"iam": {
	"account_summary": {"account_mfa_enabled": mfa, "account_password_present": password},
	"virtual_mfa_devices": devices,
}}

test_removed if {
	findings := rule.deny with input as drift.now(state(false, true, []))
		with data.baseline as drift.then(state(true, true, [own]))
	findings == {{
		"msg": "The root user has a password and no MFA any more; the baseline of 2026-11-10T12:00:00Z has MFA.",
		"resource": fixture.root,
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"account_mfa_enabled": false,
			"account_password_present": true,
		},
		"fix": [],
	}}
}

test_replaced if {
	findings := rule.deny with input as drift.now(state(true, true, [other]))
		with data.baseline as drift.then(state(true, true, [own]))
	findings == {{
		"msg": concat(" ", [
			"The root user's virtual MFA device 'arn:aws:iam::123456789012:mfa/root-account-mfa-device'",
			"was removed or replaced since the baseline of 2026-11-10T12:00:00Z.",
		]),
		"resource": fixture.root,
		"key": own.serial_number,
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"serial_number": own.serial_number,
			"serial_numbers_now": [other.serial_number],
		},
		"fix": [],
	}}
}

test_clean[note] if {
	some note, tc in {
		"unchanged": {"now": state(true, true, [own]), "then": state(true, true, [own])},
		"never had any": {"now": state(false, true, []), "then": state(false, true, [])},
		"added": {"now": state(true, true, [own, other]), "then": state(true, true, [own])},
		"first": {"now": state(true, true, [own]), "then": state(false, true, [])},
		"no password any more": {"now": state(false, false, []), "then": state(true, true, [own])},
		"a user's": {"now": state(true, true, [own]), "then": state(true, true, [own, of_alice, of_user])},
	}
	findings := rule.deny with input as drift.now(tc.now) with data.baseline as drift.then(tc.then)
	count(findings) == 0
}

test_unread[note] if {
	whole := drift.now(state(true, true, []))
	some note, snapshot in {
		"everything": fixture.empty,
		"summary": drift.now({"iam": {"virtual_mfa_devices": []}}),
		"password": drift.now({"iam": {"account_summary": {"account_mfa_enabled": false}, "virtual_mfa_devices": []}}),
		"devices": object.union(whole, {"coverage": {"iam.virtual_mfa_devices": {"status": "partial"}}}),
	}
	findings := rule.deny with input as snapshot with data.baseline as drift.then(state(true, true, [own]))
	count(findings) == 0
}

test_baseline_unread if {
	findings := rule.deny with input as drift.now(state(false, true, [])) with data.baseline as fixture.empty
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as drift.now(state(false, true, []))
	findings := rule.deny with input as drift.now(state(false, true, []))
	count(findings) == 0
}

removing(name, request) := fixture.event(sprintf("iam.amazonaws.com/%s", [name]), {"request": request})

by_root(request) := fixture.by_root("iam.amazonaws.com/DeactivateMFADevice", {"request": request})

test_event[note] if {
	some note, event in {
		"device of root": removing("DeactivateMFADevice", {"serialNumber": own.serial_number}),
		"deleted": removing("DeleteVirtualMFADevice", {"serialNumber": own.serial_number}),
		"by root's name": removing("DeactivateMFADevice", {"userName": "AWS ROOT USER", "serialNumber": "GAHT12345678"}),
		"hardware, by root": by_root({"serialNumber": "GAHT12345678"}),
		"by central management": object.union(by_root({"serialNumber": "GAHT12345678"}), {"root": "managed"}),
	}
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "' removed an MFA device of the root user at ")
	finding.resource == fixture.root
	finding.key == event.id
	finding.evidence.serialNumber == event.request.serialNumber
	finding.fix == []
}

test_event_of_an_attempt if {
	event := object.union(removing("DeactivateMFADevice", {"serialNumber": own.serial_number}), {"succeeded": false})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "tried to remove an MFA device of the root user")
}

test_event_clean[note] if {
	some note, event in {
		"of a user": removing("DeactivateMFADevice", {"serialNumber": of_alice.serial_number, "userName": "alice"}),
		"of a user, by root": by_root({"serialNumber": of_alice.serial_number, "userName": "alice"}),
		"of a user, unnamed": removing("DeactivateMFADevice", {"serialNumber": "GAHT12345678"}),
		"unassigned, by root": fixture.by_root("iam.amazonaws.com/DeleteVirtualMFADevice", {"request": {"serialNumber": "x"}}),
		"by a service": object.union(by_root({"serialNumber": "x"}), {"root": "service"}),
		"denied to a user": fixture.denied("iam.amazonaws.com/DeactivateMFADevice"),
		"registered": removing("EnableMFADevice", {"serialNumber": own.serial_number}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "partial"}}
