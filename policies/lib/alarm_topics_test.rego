package tocsin.lib.alarm_topics_test

import data.tocsin.lib.alarm_topics
import data.tocsin.lib.drift_test as drift

topic := "arn:aws:sns:us-east-1:123456789012:alerts"

other := "arn:aws:sns:us-east-1:123456789012:others"

alarm(name, actions) := {"arn": sprintf("arn:aws:cloudwatch:us-east-1:123456789012:alarm:%s", [name]), "alarm_actions": actions}

alarms(list) := {"cloudwatch": {"alarms": list}}

test_now_and_then if {
	alarm_topics.ever == {topic, other} with input as drift.now(alarms([alarm("a", [topic, "arn:aws:automate:us-east-1:ec2:stop"])]))
		with data.baseline as drift.then(alarms([alarm("a", [other])]))
}

test_without_a_baseline if {
	alarm_topics.ever == {topic} with input as drift.now(alarms([alarm("a", [topic])]))
}

test_notifying if {
	alarm_topics.notifying(topic) == ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"] with input as drift.now(alarms([
		alarm("a", [topic]),
		alarm("b", [other]),
	]))
}

test_rules if {
	snapshot := drift.now({"events": {"targets": [
		{"rule_arn": "arn:aws:events:us-east-1:123456789012:rule/a", "arn": topic},
		{"rule_arn": "arn:aws:events:us-east-1:123456789012:rule/a", "arn": "arn:aws:lambda:us-east-1:123456789012:function:a"},
	]}})
	alarm_topics.now == {topic} with input as snapshot
	alarm_topics.ever == {topic} with data.baseline as snapshot
	alarm_topics.notifiers(topic) == "rules" with input as snapshot
	alarm_topics.notifiers(topic) == "alarms" with input as drift.now(alarms([alarm("a", [topic])]))
}
