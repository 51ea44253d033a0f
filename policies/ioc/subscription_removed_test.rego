package tocsin.ioc.subscription_removed_test

import data.tocsin.ioc.subscription_removed as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.subscriptions_test

a := subscriptions_test.a

b := subscriptions_test.b

topic := {
	"arn": "arn:aws:sns:us-east-1:123456789012:alerts",
	"name": "alerts",
	"region": "us-east-1",
	"subscriptions_confirmed": 1,
	"subscriptions_deleted": 0,
}

alarm := {"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root", "alarm_actions": [topic.arn]}

aws(change, subscriptions) := {
	"sns": {"topics": [object.union(topic, change)], "subscriptions": subscriptions},
	"cloudwatch": {"alarms": [alarm]},
}

now(change, subscriptions) := drift.now(aws(change, subscriptions))

then(subscriptions) := drift.then(aws({}, subscriptions))

test_counted if {
	findings := rule.deny with input as now({"subscriptions_deleted": 2}, [])
	findings == {{
		"msg": "Topic 'alerts', which alarms notify, had 2 of its subscriptions deleted lately.",
		"resource": topic.arn,
		"region": "us-east-1",
		"evidence": {"kind": "state", "subscriptions_confirmed": 1, "subscriptions_deleted": 2},
		"fix": [concat(" ", [
			"aws sns subscribe --topic-arn=arn:aws:sns:us-east-1:123456789012:alerts --protocol=email",
			`--notification-endpoint="$ENDPOINT" --region=us-east-1`,
		])],
	}}
}

test_removed_since[note] if {
	some note, deleted in {"counted": 1, "not counted any more": 0}
	findings := rule.deny with input as now({"subscriptions_deleted": deleted}, [a]) with data.baseline as then([a, b])
	{[finding.msg, finding.evidence] | some finding in findings} == {[
		"Topic 'alerts', which alarms notify, has lost 1 of its subscriptions since the baseline of 2026-11-10T12:00:00Z.",
		{
			"kind": "drift",
			"baseline": drift.since,
			"removed": [{"arn": b.arn, "protocol": "email"}],
			"subscriptions_confirmed": 1,
			"subscriptions_deleted": deleted,
		},
	]}
}

test_endpoints_are_not_told if {
	findings := rule.deny with input as now({}, []) with data.baseline as then([a, b])
	count(findings) == 1
	not contains(json.marshal(findings), "@")
}

test_its_alarm_is_gone_too if {
	snapshot := object.union(now({}, []), {"aws": {"cloudwatch": {"alarms": []}}})
	findings := rule.deny with input as snapshot with data.baseline as then([a])
	count(findings) == 1
}

test_clean[note] if {
	unnoticed := {"cloudwatch": {"alarms": []}}
	some note, tc in {
		"unchanged": {"now": now({}, [a]), "then": then([a])},
		"added": {"now": now({}, [a, b]), "then": then([a])},
		"no alarm names it": {
			"now": drift.now(object.union(aws({"subscriptions_deleted": 2}, []), unnoticed)),
			"then": drift.then(object.union(aws({}, [a]), unnoticed)),
		},
		"deleted topic": {"now": object.union(now({}, []), {"aws": {"sns": {"topics": []}}}), "then": then([a])},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_unread[note] if {
	some note, snapshot in {
		"everything": fixture.empty,
		"subscriptions": object.union(now({}, []), {"coverage": {"sns.subscriptions": drift.unread}}),
		"their region": drift.lacking(now({}, []), "sns.subscriptions", "us-east-1"),
		"attributes": drift.now({"sns": {"topics": [object.remove(topic, ["subscriptions_deleted"])]}, "cloudwatch": {"alarms": [alarm]}}),
	}
	findings := rule.deny with input as snapshot with data.baseline as then([a])
	count(findings) == 0
}

test_baseline_unread if {
	findings := rule.deny with input as now({}, []) with data.baseline as fixture.empty
	count(findings) == 0
}

carrying := {
	"cloudwatch": {"alarms": [{
		"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a",
		"alarm_actions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
	}]},
	"events": {"targets": []},
}

event(topic) := fixture.event("sns.amazonaws.com/Unsubscribe", {"request": {"subscriptionArn": sprintf(
	"arn:aws:sns:us-east-1:123456789012:%s:0f1e",
	[topic],
)}})

test_event if {
	aws := object.union(fixture.activity([event("alerts")]), carrying)
	some finding in rule.deny with input as drift.now(aws)
	finding.evidence.kind == "event"
	finding.msg == sprintf("%s removed a subscription of topic 'alerts', which alarms notify %s.", [
		fixture.by_mallory,
		fixture.then_and_there,
	])
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
	some finding in rule.deny with input as fixture.events([fixture.denied("sns.amazonaws.com/Unsubscribe")])
	contains(finding.msg, "tried to remove a subscription of a topic")
}
