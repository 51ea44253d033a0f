package tocsin.ioc.topic_deleted_test

import data.tocsin.ioc.topic_deleted as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

topic := {"arn": "arn:aws:sns:us-east-1:123456789012:alerts", "name": "alerts", "region": "us-east-1"}

alarm := {
	"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root",
	"name": "root",
	"region": "us-east-1",
	"alarm_actions": [topic.arn],
}

aws(topics, alarms) := {"sns": {"topics": topics}, "cloudwatch": {"alarms": alarms}}

now(topics, alarms) := drift.now(aws(topics, alarms))

then(topics, alarms) := drift.then(aws(topics, alarms))

test_not_there if {
	findings := rule.deny with input as now([], [alarm])
	findings == {{
		"msg": "Topic 'alerts', which alarms notify, is not there.",
		"resource": topic.arn,
		"region": "us-east-1",
		"evidence": {"kind": "state", "alarms": [alarm.arn]},
		"fix": [
			"aws sns create-topic --name=alerts --region=us-east-1",
			concat(" ", [
				"aws sns subscribe --topic-arn=arn:aws:sns:us-east-1:123456789012:alerts --protocol=email",
				`--notification-endpoint="$EMAIL" --region=us-east-1`,
			]),
		],
	}}
}

test_deleted_since[note] if {
	some note, alarms in {"with its alarm": [], "alone": [alarm]}
	findings := rule.deny with input as now([], alarms) with data.baseline as then([topic], [alarm])
	{[finding.msg, finding.evidence.kind] | some finding in findings} == {[
		"Topic 'alerts', which alarms notify, is not there any more; the baseline of 2026-11-10T12:00:00Z has it.",
		"drift",
	]}
}

test_clean[note] if {
	elsewhere := object.union(alarm, {"alarm_actions": ["arn:aws:sns:us-east-1:210987654321:alerts"]})
	some note, snapshot in {
		"there": now([topic], [alarm]),
		"another account's": now([], [elsewhere]),
		"no topic": now([], [object.union(alarm, {"alarm_actions": ["arn:aws:automate:us-east-1:ec2:stop"]})]),
		"nothing": now([], []),
	}
	findings := rule.deny with input as snapshot
	count(findings) == 0
}

test_drift_clean[note] if {
	some note, tc in {
		"there": {"now": now([topic], [alarm]), "then": then([topic], [alarm])},
		"no alarm ever named it": {"now": now([], []), "then": then([topic], [])},
		"was not there either": {"now": now([], []), "then": then([], [alarm])},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

# What was not read is not gone.
test_unread[note] if {
	some note, tc in {
		"everything": {"snapshot": fixture.empty, "findings": 0},
		"topics": {"snapshot": drift.now({"cloudwatch": {"alarms": [alarm]}}), "findings": 0},
		"alarms": {"snapshot": drift.now({"sns": {"topics": []}}), "findings": 0},
		"its region": {"snapshot": drift.lacking(now([], [alarm]), "sns.topics", "us-east-1"), "findings": 0},
		"another region": {"snapshot": drift.lacking(now([], [alarm]), "sns.topics", "eu-west-1"), "findings": 1},
	}
	findings := rule.deny with input as tc.snapshot
	count(findings) == tc.findings
}

test_baseline_unread if {
	findings := rule.deny with input as now([], []) with data.baseline as fixture.empty
	count(findings) == 0
}

test_of_a_rule if {
	target := {"rule_arn": "arn:aws:events:us-east-1:123456789012:rule/root", "arn": "arn:aws:sns:us-east-1:123456789012:gone"}
	findings := rule.deny with input as drift.now({"sns": {"topics": []}, "events": {"targets": [target]}})
	count(findings) == 1
	some finding in findings
	finding.msg == "Topic 'gone', which rules notify, is not there."
}

carrying := {
	"cloudwatch": {"alarms": [{
		"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a",
		"alarm_actions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
	}]},
	"events": {"targets": []},
}

event(topic) := fixture.event("sns.amazonaws.com/DeleteTopic", {"request": {"topicArn": sprintf(
	"arn:aws:sns:us-east-1:123456789012:%s",
	[topic],
)}})

test_event if {
	aws := object.union(fixture.activity([event("alerts")]), carrying)
	some finding in rule.deny with input as drift.now(aws)
	finding.evidence.kind == "event"
	finding.msg == sprintf("%s deleted topic 'alerts', which alarms notify %s.", [fixture.by_mallory, fixture.then_and_there])
	finding.resource == "arn:aws:sns:us-east-1:123456789012:alerts"
}

test_event_without_state if {
	some finding in rule.deny with input as fixture.events([event("alerts")])
	contains(finding.msg, "which may carry alerts: what notifies topics is not known")
}

test_event_of_another_topic if {
	aws := object.union(fixture.activity([event("news")]), carrying)
	findings := rule.deny with input as drift.now(aws)
	count([finding | some finding in findings; finding.evidence.kind == "event"]) == 0
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("sns.amazonaws.com/DeleteTopic")])
	contains(finding.msg, "tried to delete a topic")
}
