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
	read := object.union(snapshot([]), {"coverage": {"cloudwatch.alarms": {"status": "complete"}}})
	rule.confirmed with input as read
	rule.confirmed with input as read with data.baseline as read
	not rule.confirmed with input as read with data.baseline as snapshot([])
	not rule.confirmed with input as snapshot([])
}
