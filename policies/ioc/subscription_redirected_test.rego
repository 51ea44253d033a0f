package tocsin.ioc.subscription_redirected_test

import data.tocsin.ioc.subscription_redirected as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.subscriptions_test

a := subscriptions_test.a

b := subscriptions_test.b

topic := {"arn": "arn:aws:sns:us-east-1:123456789012:alerts", "name": "alerts", "region": "us-east-1"}

alarm := {"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root", "alarm_actions": [topic.arn]}

aws(subscriptions) := {
	"sns": {"topics": [topic], "subscriptions": subscriptions},
	"cloudwatch": {"alarms": [alarm]},
}

now(subscriptions) := drift.now(aws(subscriptions))

then(subscriptions) := drift.then(aws(subscriptions))

test_redirected if {
	findings := rule.deny with input as now([b]) with data.baseline as then([a])
	findings == {{
		"msg": "Topic 'alerts', which alarms notify, has another email endpoint than the baseline of 2026-11-10T12:00:00Z.",
		"resource": topic.arn,
		"region": "us-east-1",
		"key": "email",
		"evidence": {"kind": "drift", "baseline": drift.since, "protocol": "email", "removed": [a.arn], "added": [b.arn]},
		"fix": [
			"aws sns unsubscribe --subscription-arn=arn:aws:sns:us-east-1:123456789012:alerts:2 --region=us-east-1",
			concat(" ", [
				"aws sns subscribe --topic-arn=arn:aws:sns:us-east-1:123456789012:alerts --protocol=email",
				`--notification-endpoint="$ENDPOINT" --region=us-east-1`,
			]),
		],
	}}
}

test_clean[note] if {
	sms := object.union(b, {"protocol": "sms"})
	some note, tc in {
		"unchanged": {"now": now([a]), "then": then([a])},
		"removed": {"now": now([]), "then": then([a])},
		"added": {"now": now([a, b]), "then": then([a])},
		"another protocol": {"now": now([sms]), "then": then([a])},
		"not confirmed": {"now": now([object.union(b, {"confirmed": false})]), "then": then([a])},
		"subscribed anew": {"now": now([object.union(a, {"arn": b.arn})]), "then": then([a])},
		"no alarm names it": {
			"now": object.union(now([b]), {"aws": {"cloudwatch": {"alarms": []}}}),
			"then": object.union(then([a]), {"aws": {"cloudwatch": {"alarms": []}}}),
		},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_unread[note] if {
	some note, tc in {
		"everything": {"now": fixture.empty, "then": then([a])},
		"its region now": {"now": drift.lacking(now([b]), "sns.subscriptions", "us-east-1"), "then": then([a])},
		"its region then": {"now": now([b]), "then": drift.lacking(then([a]), "sns.subscriptions", "us-east-1")},
		"everything then": {"now": now([b]), "then": fixture.empty},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as now([b])
	findings := rule.deny with input as now([b])
	count(findings) == 0
}
