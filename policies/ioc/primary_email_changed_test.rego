package tocsin.ioc.primary_email_changed_test

import data.tocsin.ioc.primary_email_changed as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

email(address) := {"account": {"primary_email": {"email_address": address}}}

untold := {"account": {"regions": []}}

test_changed if {
	findings := rule.deny with input as drift.now(email("eve@mail.example")) with data.baseline as drift.then(email("root@example.org"))
	findings == {{
		"msg": "The primary e-mail address of account '123456789012' was changed since the baseline of 2026-11-10T12:00:00Z.",
		"resource": fixture.root,
		"evidence": {"kind": "drift", "baseline": drift.since, "fields": ["email_address"]},
		"fix": [],
	}}
}

test_clean[note] if {
	some note, address in {"the same": "root@example.org", "in capitals": "Root@Example.org"}
	findings := rule.deny with input as drift.now(email(address)) with data.baseline as drift.then(email("root@example.org"))
	count(findings) == 0
}

test_applicable if {
	rule.applicable with input as drift.now(email("a@b")) with data.baseline as drift.then(email("a@b"))
}

test_skipped_without_baseline if {
	not rule.applicable with input as drift.now(email("a@b"))
}

# AWS told it once only: that says nothing about a change.
test_untold[note] if {
	some note, tc in {
		"now": {"now": untold, "then": email("a@b")},
		"then": {"now": email("a@b"), "then": untold},
		"unread": {"now": {}, "then": email("a@b")},
	}
	not rule.applicable with input as drift.now(tc.now) with data.baseline as drift.then(tc.then)
	findings := rule.deny with input as drift.now(tc.now) with data.baseline as drift.then(tc.then)
	count(findings) == 0
}
