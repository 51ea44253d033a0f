# METADATA
# title: An account in which alerts reach people
# description: Its filter matches all probes, and its alarm, topic and subscription are as they should be.
package tocsin.lib.alert_fixture_test

import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.probe

group := "arn:aws:logs:us-east-1:123456789012:log-group:trail"

alarm := {
	"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:Audit",
	"name": "Audit",
	"region": "us-east-1",
	"type": "metric",
	"actions_enabled": true,
	"alarm_actions": [topic.arn],
	"namespace": "Security",
	"metric_name": "Audit",
}

topic := {
	"arn": "arn:aws:sns:us-east-1:123456789012:alerts",
	"name": "alerts",
	"region": "us-east-1",
	"owner": "123456789012",
	"subscriptions_confirmed": 1,
	"subscriptions_pending": 0,
	"subscriptions_deleted": 0,
	"publishers": [
		{"service": "cloudwatch.amazonaws.com", "may_publish": true},
		{"service": "events.amazonaws.com", "may_publish": true},
	],
}

filter := {
	"name": "audit",
	"log_group_name": "trail",
	"log_group_arn": group,
	"region": "us-east-1",
	"pattern": `{ $.eventSource = "*" }`,
	"matches": probe.names,
	"transformations": [{"metric_name": "Audit", "namespace": "Security", "value": "1"}],
}

# policy is that of the topic's only subscription: none.
policy := {
	"subscription_arn": sprintf("%s:1", [topic.arn]),
	"topic_arn": topic.arn,
	"region": "us-east-1",
	"passes_alarms": [alarm.arn],
	"passes_events": true,
}

rule := {
	"arn": "arn:aws:events:us-east-1:123456789012:rule/audit",
	"name": "audit",
	"region": "us-east-1",
	"event_bus_name": "default",
	"state": "ENABLED",
	"event_pattern": "{}",
	"matches": probe.names,
}

target := {"rule_arn": rule.arn, "id": "topic", "region": "us-east-1", "arn": topic.arn}

shared := {
	"cloudtrail": {"trails": [fixture.trail], "log_groups": [{"arn": group, "name": "trail", "region": "us-east-1", "exists": true}]},
	"logs": {"metric_filters": []},
	"cloudwatch": {"alarms": [], "alarm_mute_rules": []},
	"events": {"rules": [], "targets": []},
	"sns": {"topics": [topic], "filter_policies": [policy]},
}

# by_filter is an account that alerts by a metric filter, with changes to its sections.
by_filter(changes) := drift.now(object.union_n([
	shared,
	{"logs": {"metric_filters": [filter]}, "cloudwatch": {"alarms": [alarm]}},
	changes,
]))

# by_rule is one that alerts by a rule of EventBridge.
by_rule(changes) := drift.now(object.union_n([shared, {"events": {"rules": [rule], "targets": [target]}}, changes]))

silent(changes) := drift.now(object.union(shared, changes))

# Changes to sections.
with_trail(change) := {"cloudtrail": {"trails": [object.union(fixture.trail, change)]}}

with_filter(change) := {"logs": {"metric_filters": [object.union(filter, change)]}}

with_alarm(change) := {"cloudwatch": {"alarms": [object.union(alarm, change)]}}

with_topic(change) := {"sns": {"topics": [object.union(topic, change)]}}

with_policy(change) := {"sns": {"filter_policies": [object.union(policy, change)]}}

with_rule(change) := {"events": {"rules": [object.union(rule, change)]}}

with_target(arn) := {"events": {"targets": [object.union(target, {"arn": arn})]}}

mute := {
	"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:quiet",
	"region": "us-east-1",
	"status": "ACTIVE",
	"alarm_names": ["Audit"],
}
