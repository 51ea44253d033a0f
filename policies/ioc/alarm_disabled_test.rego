package tocsin.ioc.alarm_disabled_test

import data.tocsin.ioc.alarm_disabled as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

topic := "arn:aws:sns:us-east-1:123456789012:alerts"

alarm(change) := object.union(
	{
		"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root usage",
		"name": "root usage",
		"region": "us-east-1",
		"type": "metric",
		"actions_enabled": false,
		"alarm_actions": [topic],
		"state_value": "OK",
		"namespace": "Security",
		"metric_name": "RootUsage",
	},
	change,
)

snapshot(alarms) := fixture.snapshot({"cloudwatch": {"alarms": alarms}})

test_p5_actions_disabled if {
	findings := rule.deny with input as snapshot([alarm({})])
	findings == {{
		"msg": concat(" ", [
			"Alarm 'root usage'",
			"notifies a topic, but has its actions disabled.",
		]),
		"resource": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root usage",
		"region": "us-east-1",
		"evidence": {
			"kind": "state",
			"topics": [topic],
			"type": "metric",
			"state_value": "OK",
			"namespace": "Security",
			"metric_name": "RootUsage",
		},
		"fix": [`aws cloudwatch enable-alarm-actions --alarm-names='["root usage"]' --region=us-east-1`],
	}}
}

test_alarms[note] if {
	some note, tc in {
		"composite": {"change": {"type": "composite"}, "findings": 1},
		"a topic among others": {"change": {"alarm_actions": ["arn:aws:automate:us-east-1:ec2:stop", topic]}, "findings": 1},
		"enabled": {"change": {"actions_enabled": true}, "findings": 0},
		"no actions": {"change": {"alarm_actions": []}, "findings": 0},
		"scaling": {"change": {"alarm_actions": ["arn:aws:autoscaling:us-east-1:1:scalingPolicy:x"]}, "findings": 0},
		"function named sns": {"change": {"alarm_actions": ["arn:aws:lambda:us-east-1:1:function:sns:live"]}, "findings": 0},
	}
	findings := rule.deny with input as snapshot([alarm(tc.change)])
	count(findings) == tc.findings
}

# The name is whatever the creator of the alarm chose.
test_hostile_names[note] if {
	some note, tc in {
		"command": {"name": "'; rm -rf ~; '", "word": `'["'\''; rm -rf ~; '\''"]'`},
		"file": {"name": "file:///etc/passwd", "word": `'["file:///etc/passwd"]'`},
		"option": {"name": "--debug", "word": `'["--debug"]'`},
	}
	findings := rule.deny with input as snapshot([alarm({"name": tc.name})])
	some finding in findings
	finding.fix == [sprintf("aws cloudwatch enable-alarm-actions --alarm-names=%s --region=us-east-1", [tc.word])]
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"alarms": {"cloudwatch": {"alarm_mute_rules": []}},
		"flag": {"cloudwatch": {"alarms": [object.remove(alarm({}), ["actions_enabled"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}

now(alarms) := drift.now({"cloudwatch": {"alarms": alarms}})

then(alarms) := drift.then({"cloudwatch": {"alarms": alarms}})

test_disabled_since if {
	findings := rule.deny with input as now([alarm({})]) with data.baseline as then([alarm({"actions_enabled": true})])
	{[finding.msg, finding.evidence.kind, finding.evidence.baseline] | some finding in findings} == {[
		"Alarm 'root usage' notifies a topic, but has its actions disabled; the baseline has them enabled.",
		"drift",
		drift.since,
	]}
}

test_disabled_before if {
	findings := rule.deny with input as now([alarm({})]) with data.baseline as then([alarm({})])
	{finding.evidence.kind | some finding in findings} == {"state"}
}

test_topics_taken_away if {
	findings := rule.deny with input as now([alarm({"actions_enabled": true, "alarm_actions": []})]) with data.baseline as then([alarm({})])
	findings == {{
		"msg": "Alarm 'root usage' notifies no topic any more; the baseline of 2026-11-10T12:00:00Z has some.",
		"resource": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root usage",
		"region": "us-east-1",
		"evidence": {"kind": "drift", "baseline": drift.since, "topics": [], "topics_before": [topic]},
		"fix": [],
	}}
}

test_drift_clean[note] if {
	enabled := {"actions_enabled": true}
	some note, tc in {
		"unchanged": {"now": [alarm(enabled)], "then": [alarm(enabled)]},
		"enabled since": {"now": [alarm(enabled)], "then": [alarm({})]},
		"another topic": {"now": [alarm(object.union(enabled, {"alarm_actions": ["arn:aws:sns:us-east-1:1:b"]}))], "then": [alarm(enabled)]},
		"deleted": {"now": [], "then": [alarm(enabled)]},
		"scaling disabled since": {
			"now": [alarm({"alarm_actions": ["arn:aws:autoscaling:us-east-1:1:scalingPolicy:x"]})],
			"then": [alarm({"alarm_actions": ["arn:aws:autoscaling:us-east-1:1:scalingPolicy:x"], "actions_enabled": true})],
		},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 0
}

test_baseline_unread if {
	findings := rule.deny with input as now([alarm({"actions_enabled": true, "alarm_actions": []})]) with data.baseline as fixture.empty
	count(findings) == 0
}

# It is said of what an alarm tells, and decides nothing.
test_what_the_alarm_tells if {
	filter := {
		"region": "us-east-1",
		"matches": ["root_console_login"],
		"transformations": [{"namespace": "Security", "metric_name": "RootUsage"}],
	}
	findings := rule.deny with input as object.union(snapshot([alarm({})]), {"aws": {"logs": {"metric_filters": [filter]}}})
	some finding in findings
	endswith(finding.msg, "has its actions disabled; of root's console logins people learn by it.")
	finding.evidence.alerts_of == ["root_console_login"]
}

test_confirmed if {
	read := object.union(snapshot([]), {"coverage": {
		"cloudwatch.alarms": {"status": "complete"},
		"activity.groups": {"status": "complete"},
	}})
	rule.confirmed with input as read
	rule.confirmed with input as read with data.baseline as read
	not rule.confirmed with input as read with data.baseline as snapshot([])
	not rule.confirmed with input as snapshot([])
	not rule.confirmed with input as object.union(read, {"coverage": {"activity.groups": {"status": "partial"}}})
}

test_event[note] if {
	some note, event in {
		"flag": fixture.event("monitoring.amazonaws.com/DisableAlarmActions", {"request": {"alarmNames": ["a"]}}),
		"put": fixture.event("monitoring.amazonaws.com/PutMetricAlarm", {"request": {"alarmName": "a", "actionsEnabled": false}}),
		"text": fixture.event("monitoring.amazonaws.com/PutMetricAlarm", {"request": {"alarmName": "a", "actionsEnabled": "false"}}),
		"state": fixture.event("monitoring.amazonaws.com/SetAlarmState", {"request": {"alarmName": "a", "stateValue": "OK"}}),
	}
	some finding in rule.deny with input as fixture.events([event])
	finding.resource == "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"
	contains(finding.msg, sprintf("disabled, by %s, alarm 'a'", [event.name]))
}

test_event_clean[note] if {
	some note, event in {
		"actions": fixture.event("monitoring.amazonaws.com/PutMetricAlarm", {"request": {"alarmName": "a", "actionsEnabled": true}}),
		"default": fixture.event("monitoring.amazonaws.com/PutMetricAlarm", {"request": {"alarmName": "a"}}),
		"tried out": fixture.event("monitoring.amazonaws.com/SetAlarmState", {"request": {"alarmName": "a", "stateValue": "ALARM"}}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("monitoring.amazonaws.com/DisableAlarmActions")])
	contains(finding.msg, "tried to disable, by DisableAlarmActions, an alarm")
}

disabling := fixture.event("monitoring.amazonaws.com/DisableAlarmActions", {"request": {"alarmNames": ["a"]}})

alarm_a(topics) := {"cloudwatch": {"alarms": [{
	"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a",
	"name": "a",
	"region": "us-east-1",
	"alarm_actions": topics,
	"actions_enabled": true,
}]}}

# An alarm counts if it notifies somebody, or did, or is gone; not if it never did, and not if that could
# not be read.
test_event_with_state[note] if {
	topic := "arn:aws:sns:us-east-1:123456789012:alerts"
	some note, tc in {
		"silent": [drift.now(alarm_a([])), {}, 0],
		"loud": [drift.now(alarm_a([topic])), {}, 1],
		"was loud": [drift.now(alarm_a([])), drift.then(alarm_a([topic])), 2],
		"gone": [drift.now({"cloudwatch": {"alarms": []}}), {}, 1],
		"unread": [drift.lacking(fixture.snapshot({}), "cloudwatch.alarms", "us-east-1"), {}, 0],
	}
	found := rule.deny with input as object.union(tc[0], {"aws": fixture.activity([disabling])}) with data.baseline as tc[1]
	count(found) == tc[2]
}
