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
