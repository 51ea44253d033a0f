package tocsin.ioc.subscription_muted_test

import data.tocsin.ioc.subscription_muted as rule
import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

blocking := {"policy": `{"team":["none"]}`, "scope": "MessageAttributes", "passes_alarms": [], "passes_events": false}

now(change) := alert.by_filter({"sns": {"filter_policies": [object.union(alert.policy, change)]}})

then(change) := drift.then(now(change).aws)

test_muted if {
	findings := rule.deny with input as now(blocking)
	findings == {{
		"msg": "The filter policy of a subscription of topic 'alerts' lets no alarm through.",
		"resource": alert.policy.subscription_arn,
		"region": "us-east-1",
		"evidence": {
			"kind": "state",
			"silenced": [alert.alarm.arn],
			"policy": blocking.policy,
			"scope": "MessageAttributes",
			"topic_arn": alert.topic.arn,
		},
		"fix": [concat(" ", [
			"aws sns set-subscription-attributes --subscription-arn=arn:aws:sns:us-east-1:123456789012:alerts:1",
			"--attribute-name=FilterPolicy --attribute-value='{}' --region=us-east-1",
		])],
	}}
}

test_muted_for_events if {
	findings := rule.deny with input as alert.by_rule({"sns": {"filter_policies": [object.union(alert.policy, blocking)]}})
	count(findings) == 1
	some finding in findings
	finding.msg == "The filter policy of a subscription of topic 'alerts' lets no event through."
}

# The policy is new, and lets some alarms through.
test_muted_since if {
	second := object.union(alert.alarm, {"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:CPU", "name": "CPU"})
	both := [alert.alarm, second]
	snapshot := object.union(now({"passes_alarms": [second.arn]}), {"aws": {"cloudwatch": {"alarms": both}}})
	findings := rule.deny with input as snapshot with data.baseline as then({"passes_alarms": [alert.alarm.arn, second.arn]})
	count(findings) == 1
	some finding in findings
	finding.evidence.kind == "drift"
	finding.evidence.silenced == [alert.alarm.arn]
	contains(finding.msg, "lets fewer alarms through than in the baseline of 2026-11-10T12:00:00Z")
}

test_clean[note] if {
	some note, tc in {
		"no policy": {"now": {}, "then": {}},
		"no alarm names the topic": {"now": {"passes_alarms": [], "topic_arn": "arn:aws:sns:us-east-1:123456789012:others"}, "then": {}},
		"an alarm that does not name the topic any more": {
			"now": {},
			"then": {"passes_alarms": [alert.alarm.arn, "arn:aws:cloudwatch:us-east-1:123456789012:alarm:gone"]},
		},
		"lets more through": {"now": {}, "then": {"passes_alarms": []}},
		"not decided for events": {"now": {"policy": "{}", "scope": "MessageBody"}, "then": {}},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 0
}

test_undecided if {
	policy := object.union(object.remove(alert.policy, ["passes_alarms", "passes_events"]), {"policy_error": "why"})
	snapshot := alert.by_filter({"sns": {"filter_policies": [policy]}})
	findings := rule.deny with input as snapshot
	count(findings) == 0
	reasons := rule.unknown with input as snapshot
	reasons == {"whether the filter policy of 'arn:aws:sns:us-east-1:123456789012:alerts:1' lets alarms through: why"}
}

test_unread[note] if {
	muted := object.union(alert.policy, blocking)
	some note, aws in {
		"everything": {},
		"policies": {"cloudwatch": {"alarms": [alert.alarm]}},
		"alarms": {"sns": {"filter_policies": [object.union(muted, {"passes_events": true})]}},
		"what passes": {
			"cloudwatch": {"alarms": [alert.alarm]},
			"sns": {"filter_policies": [object.remove(muted, ["passes_alarms", "passes_events"])]},
		},
	}
	findings := rule.deny with input as fixture.snapshot(aws) with data.baseline as then({})
	count(findings) == 0
}

test_unread_baseline if {
	findings := rule.deny with input as now({}) with data.baseline as fixture.empty
	count(findings) == 0
}

carrying := {
	"cloudwatch": {"alarms": [{
		"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a",
		"alarm_actions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
	}]},
	"events": {"targets": []},
}

event(topic) := fixture.event("sns.amazonaws.com/SetSubscriptionAttributes", {"request": {
	"subscriptionArn": sprintf("arn:aws:sns:us-east-1:123456789012:%s:0f1e", [topic]),
	"attributeName": "FilterPolicy",
	"attributeValue": "{\"a\": [\"b\"]}",
}})

test_event if {
	aws := object.union(fixture.activity([event("alerts")]), carrying)
	some finding in rule.deny with input as drift.now(aws)
	finding.evidence.kind == "event"
	finding.msg == sprintf("%s changed the FilterPolicy of topic 'alerts', which alarms notify %s.", [
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
	some finding in rule.deny with input as fixture.events([fixture.denied("sns.amazonaws.com/SetSubscriptionAttributes")])
	contains(finding.msg, "tried to change the attributes of a topic")
}

test_event_of_a_topic[note] if {
	some note, event in {
		"changed the Policy of": fixture.event(
			"sns.amazonaws.com/SetTopicAttributes",
			{"request": {"topicArn": "arn:aws:sns:us-east-1:123456789012:alerts", "attributeName": "Policy", "attributeValue": "{}"}},
		),
		"changed the policy of": fixture.event(
			"sns.amazonaws.com/RemovePermission",
			{"request": {"topicArn": "arn:aws:sns:us-east-1:123456789012:alerts", "label": "x"}},
		),
	}
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, note)
}

test_event_clean[note] if {
	some note, attribute in {
		"unfiltered": ["FilterPolicy", "{}"],
		"redriven no more": ["RedrivePolicy", ""],
		"raw": ["RawMessageDelivery", "true"],
	}
	request := {
		"subscriptionArn": "arn:aws:sns:us-east-1:123456789012:alerts:0f1e",
		"attributeName": attribute[0],
		"attributeValue": attribute[1],
	}
	count(rule.deny) == 0 with input as fixture.events([fixture.event("sns.amazonaws.com/SetSubscriptionAttributes", {"request": request})])
}
