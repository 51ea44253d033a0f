package tocsin.ioc.alarm_deleted_test

import data.tocsin.ioc.alarm_deleted as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

topic := "arn:aws:sns:us-east-1:123456789012:alerts"

scaling := "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:resource/ecs/service/web/a:policyName/cpu"

alarm(change) := object.union(
	{
		"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root usage",
		"name": "root usage",
		"region": "us-east-1",
		"type": "metric",
		"actions_enabled": true,
		"alarm_actions": [topic],
		"state_value": "OK",
		"namespace": "Security",
		"metric_name": "RootUsage",
	},
	change,
)

now(alarms) := drift.now({"cloudwatch": {"alarms": alarms}})

then(alarms) := drift.then({"cloudwatch": {"alarms": alarms}})

test_deleted if {
	findings := rule.deny with input as now([]) with data.baseline as then([alarm({})])
	findings == {{
		"msg": "Alarm 'root usage' was deleted: the baseline of 2026-11-10T12:00:00Z has it.",
		"resource": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root usage",
		"region": "us-east-1",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"type": "metric",
			"actions_enabled": true,
			"alarm_actions": [topic],
			"namespace": "Security",
			"metric_name": "RootUsage",
		},
		"fix": [],
	}}
}

test_alarms[note] if {
	some note, tc in {
		"composite": {"change": {"type": "composite", "alarm_rule": "ALARM(a)"}, "findings": 1},
		"no actions": {"change": {"alarm_actions": []}, "findings": 1},
		"disabled": {"change": {"actions_enabled": false}, "findings": 1},
		"scaling and a topic": {"change": {"alarm_actions": [scaling, topic]}, "findings": 1},
		"scaling": {"change": {"alarm_actions": [scaling]}, "findings": 0},
		"named as if by autoscaling": {"change": {"name": "TargetTracking-service/web"}, "findings": 1},
	}
	findings := rule.deny with input as now([]) with data.baseline as then([alarm(tc.change)])
	count(findings) == tc.findings
}

test_clean[note] if {
	some note, tc in {
		"still there": {"now": [alarm({})], "then": [alarm({})]},
		"created": {"now": [alarm({})], "then": []},
		"disabled": {"now": [alarm({"actions_enabled": false})], "then": [alarm({})]},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 0
}

test_unread[note] if {
	some note, tc in {
		"everything": {"snapshot": fixture.empty, "findings": 0},
		"its region": {"snapshot": drift.lacking(now([]), "cloudwatch.alarms", "us-east-1"), "findings": 0},
		"another region": {"snapshot": drift.lacking(now([]), "cloudwatch.alarms", "eu-west-1"), "findings": 1},
		"region not enabled any more": {"snapshot": object.union(now([]), {"meta": {"regions": ["eu-west-1"]}}), "findings": 0},
	}
	findings := rule.deny with input as tc.snapshot with data.baseline as then([alarm({})])
	count(findings) == tc.findings
}

test_baseline_unread if {
	findings := rule.deny with input as now([]) with data.baseline as fixture.empty
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as now([])
	findings := rule.deny with input as now([])
	count(findings) == 0
}

deleting(more) := fixture.event(
	"monitoring.amazonaws.com/DeleteAlarms",
	object.union({"request": {"alarmNames": ["root-usage", "b"]}}, more),
)

test_event if {
	findings := rule.deny with input as fixture.events([deleting({})])
	{finding.resource | some finding in findings} == {
		"arn:aws:cloudwatch:us-east-1:123456789012:alarm:root-usage",
		"arn:aws:cloudwatch:us-east-1:123456789012:alarm:b",
	}
	sprintf("%s deleted alarm 'root-usage' %s.", [fixture.by_mallory, fixture.then_and_there]) in {finding.msg | some finding in findings}
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("monitoring.amazonaws.com/DeleteAlarms")])
	contains(finding.msg, "tried to delete an alarm")
	finding.resource == fixture.account
}

# Target tracking deletes its alarms, by whatever name; a person who uses such a name does not.
test_event_of_autoscaling[note] if {
	some note, actor in {
		"invoked": {"type": "AssumedRole", "invoked_by": "autoscaling.amazonaws.com"},
		"linked role": {
			"type": "AssumedRole",
			"issuer_arn": concat("", [
				"arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/",
				"AWSServiceRoleForApplicationAutoScaling_ECSService",
			]),
		},
	}
	count(rule.deny) == 0 with input as fixture.events([object.union(
		object.remove(deleting({}), ["actor"]),
		{"actor": actor, "request": {"alarmNames": ["TargetTracking-table/x"]}},
	)])
}

test_event_with_the_name_of_target_tracking if {
	count(rule.deny) == 1 with input as fixture.events([deleting({"request": {"alarmNames": ["TargetTracking-table/x"]}})])
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
