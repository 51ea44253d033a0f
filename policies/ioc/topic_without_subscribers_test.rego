package tocsin.ioc.topic_without_subscribers_test

import data.tocsin.ioc.topic_without_subscribers as rule
import data.tocsin.lib.fixture_test as fixture

topic := {
	"arn": "arn:aws:sns:us-east-1:123456789012:alerts",
	"name": "alerts",
	"region": "us-east-1",
	"owner": "123456789012",
	"subscriptions_confirmed": 0,
	"subscriptions_pending": 1,
	"subscriptions_deleted": 2,
}

alarm := {
	"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root",
	"name": "root",
	"region": "us-east-1",
	"type": "metric",
	"actions_enabled": true,
	"alarm_actions": [topic.arn],
}

snapshot(topics, alarms) := fixture.snapshot({"sns": {"topics": topics}, "cloudwatch": {"alarms": alarms}})

test_without if {
	findings := rule.deny with input as snapshot([topic], [alarm])
	findings == {{
		"msg": concat(" ", [
			"Topic 'alerts' is what alarms notify,",
			"and has no confirmed subscription.",
		]),
		"resource": topic.arn,
		"region": "us-east-1",
		"evidence": {
			"alarms": [alarm.arn],
			"subscriptions_confirmed": 0,
			"subscriptions_pending": 1,
			"subscriptions_deleted": 2,
		},
		"fix": [concat(" ", [
			"aws sns subscribe --topic-arn=arn:aws:sns:us-east-1:123456789012:alerts --protocol=email",
			`--notification-endpoint="$EMAIL" --region=us-east-1`,
		])],
	}}
}

test_one_finding_a_topic if {
	elsewhere := object.union(alarm, {
		"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu",
		"alarm_actions": ["arn:aws:sns:us-east-1:123456789012:ops"],
	})
	second := object.union(alarm, {"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:trail"})
	findings := rule.deny with input as snapshot([topic], [alarm, second, elsewhere])
	count(findings) == 1
	some finding in findings
	finding.evidence.alarms == [alarm.arn, second.arn]
}

test_of_a_rule if {
	rule_arn := "arn:aws:events:us-east-1:123456789012:rule/root"
	findings := rule.deny with input as fixture.snapshot({
		"sns": {"topics": [topic]},
		"events": {
			"rules": [{"arn": rule_arn, "matches": ["root_console_login"]}],
			"targets": [{"rule_arn": rule_arn, "arn": topic.arn}],
		},
	})
	count(findings) == 1
	some finding in findings
	finding.msg == concat(" ", [
		"Topic 'alerts' is what rules notify, and has no confirmed subscription;",
		"of root's console logins people learn by it.",
	])
	finding.evidence.alerts_of == ["root_console_login"]
}

test_confirmed if {
	whole := {"coverage": {section: {"status": "complete"} | some section in ["cloudwatch.alarms", "events.targets", "sns.topics"]}}
	rule.confirmed with input as object.union(snapshot([topic], [alarm]), whole)
	not rule.confirmed with input as snapshot([topic], [alarm])
}

test_clean[note] if {
	some note, tc in {
		"subscribed": {"topics": [object.union(topic, {"subscriptions_confirmed": 1})], "alarms": [alarm]},
		"no alarm names it": {"topics": [topic], "alarms": []},
		"another account's": {"topics": [], "alarms": [object.union(alarm, {"alarm_actions": ["arn:aws:sns:us-east-1:210987654321:alerts"]})]},
		"nothing": {"topics": [], "alarms": []},
	}
	findings := rule.deny with input as snapshot(tc.topics, tc.alarms)
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"topics": {"cloudwatch": {"alarms": [alarm]}},
		"alarms": {"sns": {"topics": [topic]}},
		"attributes": {"sns": {"topics": [object.remove(topic, ["subscriptions_confirmed"])]}, "cloudwatch": {"alarms": [alarm]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
