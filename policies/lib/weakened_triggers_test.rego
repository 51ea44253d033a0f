package tocsin.lib.weakened_triggers_test

import data.tocsin.lib.alert_fixture_test as fixture
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.weakened_triggers

rule := object.union(fixture.rule, {"event_pattern": `{"source": ["aws.iam"]}`, "matches": ["stop_logging", "create_user"]})

mail := object.union(fixture.target, {"id": "mail", "arn": "arn:aws:sns:us-east-1:123456789012:mail"})

account(rules, targets) := {"events": {"rules": rules, "targets": targets}}

now(rules, targets) := drift.now(account(rules, targets))

before := drift.then(account([rule], [fixture.target, mail]))

narrow := object.union(rule, {"event_pattern": `{"source": ["aws.ec2"]}`, "matches": ["create_user"]})

test_matches_less if {
	found := weakened_triggers.weakened with input as now([narrow], [fixture.target, mail]) with data.baseline as before
	found == {{
		"resource": narrow,
		"key": "pattern",
		"text": "EventBridge rule 'audit' does not match StopLogging any more, as it did in the baseline of 2026-11-10T12:00:00Z.",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"pattern": rule.event_pattern,
			"pattern_now": narrow.event_pattern,
			"misses": ["stop_logging"],
		},
		"fix": [concat(" ", [
			`aws events put-rule --name=audit --event-pattern='{"source": ["aws.iam"]}'`,
			"--event-bus-name=default --region=us-east-1",
		])],
	}}
}

test_lost_target if {
	found := weakened_triggers.weakened with input as now([rule], [fixture.target]) with data.baseline as before
	found == {{
		"resource": rule,
		"key": "targets",
		"text": "EventBridge rule 'audit', which carries alerts, has lost 1 of its targets since the baseline of 2026-11-10T12:00:00Z.",
		"evidence": {"kind": "drift", "baseline": drift.since, "removed": [mail.arn], "matches": rule.matches},
		"fix": [],
	}}
}

test_keys[note] if {
	some note, tc in {
		"unchanged": {"rules": [rule], "targets": [fixture.target, mail], "keys": set()},
		"all targets lost": {"rules": [rule], "targets": [], "keys": {"targets"}},
		"another target": {"rules": [rule], "targets": [fixture.target, object.union(mail, {"arn": "arn:x"})], "keys": {"targets"}},
		"one more target": {"rules": [rule], "targets": [fixture.target, mail, object.union(mail, {"id": "x", "arn": "arn:x"})], "keys": set()},
		"both": {"rules": [narrow], "targets": [], "keys": {"pattern", "targets"}},
		"targets not read": {"rules": [object.union(rule, {"matches": []})], "targets": [], "keys": {"pattern"}},
		"matches more": {
			"rules": [object.union(rule, {"matches": ["stop_logging", "create_user", "update_trail"]})],
			"targets": [fixture.target, mail],
			"keys": set(),
		},
		"pattern that cannot be evaluated": {
			"rules": [object.union(object.remove(rule, ["matches"]), {"pattern_error": "x"})],
			"targets": [],
			"keys": set(),
		},
		"sees reads, too": {
			"rules": [object.union(rule, {"state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})],
			"targets": [],
			"keys": {"targets"},
		},
		"disabled": {"rules": [object.union(narrow, {"state": "DISABLED"})], "targets": [], "keys": set()},
		"deleted": {"rules": [], "targets": [], "keys": set()},
	}
	found := weakened_triggers.weakened with input as now(tc.rules, tc.targets) with data.baseline as before
	{f.key | some f in found} == tc.keys
}

test_of_no_consequence_before[note] if {
	some note, was in {
		"disabled": {"rule": object.union(rule, {"state": "DISABLED"}), "targets": [mail]},
		"without targets": {"rule": rule, "targets": []},
		"matched nothing": {"rule": object.union(rule, {"matches": []}), "targets": [mail]},
		"managed": {"rule": object.union(rule, {"managed_by": "x.amazonaws.com"}), "targets": [mail]},
	}
	found := weakened_triggers.weakened with input as now([narrow], [])
		with data.baseline as drift.then(account([was.rule], was.targets))
	count(found) == 0
}

test_unread[note] if {
	some note, tc in {
		"targets of its region": {"section": "events.targets", "region": "us-east-1", "keys": set()},
		"targets of another region": {"section": "events.targets", "region": "eu-west-1", "keys": {"targets"}},
	}
	found := weakened_triggers.weakened with input as drift.lacking(now([rule], []), tc.section, tc.region)
		with data.baseline as before
	{f.key | some f in found} == tc.keys
}
