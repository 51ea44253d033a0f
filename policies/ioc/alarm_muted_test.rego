package tocsin.ioc.alarm_muted_test

import data.tocsin.ioc.alarm_muted as rule
import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

mute := {
	"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:planned",
	"name": "planned",
	"region": "us-east-1",
	"status": "ACTIVE",
	"alarm_names": ["Audit"],
}

snapshot(change) := alert.by_filter({"cloudwatch": {"alarm_mute_rules": [object.union(mute, change)]}})

test_muted if {
	findings := rule.deny with input as object.union(
		snapshot({"expire_date": "2026-12-18T00:00:00Z"}),
		{"aws": {"logs": {"metric_filters": [object.union(alert.filter, {"matches": ["create_user"]})]}}},
	)
	findings == {{
		"msg": "Mute rule 'planned' silences alarm 'Audit'; of CreateUser people learn by it.",
		"resource": mute.arn,
		"region": "us-east-1",
		"evidence": {
			"kind": "state",
			"alarms": [alert.alarm.arn],
			"alerts_of": ["create_user"],
			"status": "ACTIVE",
			"expire_date": "2026-12-18T00:00:00Z",
		},
		"fix": ["aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name=planned --region=us-east-1"],
	}}
}

test_one_finding_a_rule if {
	second := object.union(alert.alarm, {"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:CPU", "name": "CPU", "metric_name": "CPU"})
	findings := rule.deny with input as alert.by_filter({"cloudwatch": {
		"alarms": [alert.alarm, second],
		"alarm_mute_rules": [object.union(mute, {"alarm_names": ["CPU", "Audit"]})],
	}})
	count(findings) == 1
	some finding in findings
	startswith(finding.msg, "Mute rule 'planned' silences 2 alarms, 'Audit' among them; of root's console logins, ")
}

test_clean[note] if {
	some note, changed in {
		"expired": snapshot({"status": "EXPIRED"}),
		"scheduled": snapshot({"status": "SCHEDULED"}),
		"other alarms": snapshot({"alarm_names": ["x"]}),
		"another region": snapshot({"region": "eu-west-1"}),
		"an alarm that tells nobody": alert.by_filter({"cloudwatch": {
			"alarm_mute_rules": [mute],
			"alarms": [object.union(alert.alarm, {"alarm_actions": ["arn:aws:autoscaling:us-east-1:1:scalingPolicy:x"]})],
		}}),
		"no mute rules": alert.by_filter({}),
	}
	findings := rule.deny with input as changed
	count(findings) == 0
}

# What the alarms are there for decides nothing.
test_confirmed if {
	rule.confirmed with input as drift.lacking(snapshot({}), "logs.metric_filters", "us-east-1")
	not rule.confirmed with input as drift.lacking(snapshot({}), "cloudwatch.alarm_mute_rules", "us-east-1")
	not rule.confirmed with input as drift.lacking(snapshot({}), "cloudwatch.alarms", "us-east-1")
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"alarms": {"cloudwatch": {"alarm_mute_rules": [mute]}},
		"mute rules": {"cloudwatch": {"alarms": [alert.alarm]}},
		"status": {"cloudwatch": {"alarms": [alert.alarm], "alarm_mute_rules": [object.remove(mute, ["status"])]}},
		"names": {"cloudwatch": {"alarms": [alert.alarm], "alarm_mute_rules": [object.remove(mute, ["alarm_names"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
	not rule.confirmed with input as fixture.snapshot(aws)
}
