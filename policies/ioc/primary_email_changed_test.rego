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

changing(name, request) := fixture.event(sprintf("account.amazonaws.com/%s", [name]), {"request": request})

# Only a management account can, and only for its members.
test_event[note] if {
	some note, did in {"StartPrimaryEmailUpdate": "began to change", "AcceptPrimaryEmailUpdate": "changed"}
	event := changing(note, {"accountId": "210987654321", "primaryEmail": "eve@mail.example"})
	some finding in rule.deny with input as fixture.events([event])
	finding.msg == sprintf("%s %s the e-mail address of the root user of account '210987654321' %s.", [
		fixture.by_mallory,
		did,
		fixture.then_and_there,
	])
	finding.resource == "arn:aws:iam::210987654321:root"
	finding.fix == []
	not contains(json.marshal(finding), "eve@mail.example")
}

test_event_of_the_console[note] if {
	some note in ["iam.amazonaws.com/EmailUpdated", "signin.amazonaws.com/EmailUpdated"]
	some finding in rule.deny with input as fixture.events([fixture.by_root(note, {"type": "AwsConsoleAction"})])
	contains(finding.msg, "' changed the e-mail address of the root user at")
	finding.resource == fixture.root
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("account.amazonaws.com/StartPrimaryEmailUpdate")])
	contains(finding.msg, "tried to change the e-mail address of the root user at")
	finding.resource == fixture.root
}

test_event_clean[note] if {
	some note, event in {
		"address of somebody else": fixture.event("workmail.amazonaws.com/EmailUpdated", {}),
		"read": changing("GetPrimaryEmail", {"accountId": "210987654321"}),
		"before the window": fixture.by_root("iam.amazonaws.com/EmailUpdated", {"time": "2026-11-20T00:00:00Z"}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
