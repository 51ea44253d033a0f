package tocsin.ioc.trigger_disabled_test

import data.tocsin.ioc.trigger_disabled as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.state_machine_fixture_test as sfn

schedule := sfn.schedule

now(schedules) := drift.now({"scheduler": {"schedules": schedules}})

then(schedules) := drift.then({"scheduler": {"schedules": schedules}})

disabled := object.union(schedule, {"state": "DISABLED"})

test_schedule_disabled if {
	findings := rule.deny with input as now([disabled]) with data.params.incident_response_state_machines as ["ir-*"]
	findings == {{
		"msg": "Schedule 'hourly', which starts state machine 'ir-isolate', is disabled.",
		"resource": "arn:aws:scheduler:us-east-1:123456789012:schedule/ir/hourly",
		"region": "us-east-1",
		"evidence": {
			"kind": "state",
			"state": "DISABLED",
			"expression": "rate(1 hours)",
			"state_machine_arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate",
		},
		"fix": [
			concat(" ", [
				"aws scheduler get-schedule --name=hourly --group-name=ir --region=us-east-1 --output=json",
				"| jq 'del(.Arn, .CreationDate, .LastModificationDate)' > schedule.json",
			]),
			concat(" ", [
				"aws scheduler update-schedule --name=hourly --group-name=ir --region=us-east-1",
				"--cli-input-json file://schedule.json --state=ENABLED",
			]),
		],
	}}
}

test_state[note] if {
	some note, tc in {
		"enabled": {"schedule": schedule, "params": ["ir-*"], "findings": 0},
		"another machine": {"schedule": disabled, "params": ["other"], "findings": 0},
		"starts no machine": {"schedule": object.remove(disabled, ["state_machine_arn"]), "params": ["*"], "findings": 0},
		"none named": {"schedule": disabled, "params": [], "findings": 0},
	}
	findings := rule.deny with input as now([tc.schedule]) with data.params.incident_response_state_machines as tc.params
	count(findings) == tc.findings
}

test_disabled_since[note] if {
	some note, tc in {
		"enabled then": {"then": [schedule], "params": [], "kinds": {"drift"}},
		"enabled then, and named": {"then": [schedule], "params": ["ir-*"], "kinds": {"drift"}},
		"disabled then": {"then": [disabled], "params": [], "kinds": set()},
		"disabled then, and named": {"then": [disabled], "params": ["ir-*"], "kinds": {"state"}},
		"not there then": {"then": [], "params": [], "kinds": set()},
	}
	findings := rule.deny with input as now([disabled])
		with data.baseline as then(tc.then)
		with data.params.incident_response_state_machines as tc.params
	{finding.evidence.kind | some finding in findings} == tc.kinds
}

# A function's schedule is somebody else's matter.
test_disabled_since_without_machine if {
	plain := ["state_machine_arn", "expression"]
	findings := rule.deny with input as now([object.remove(disabled, plain)]) with data.baseline as then([object.remove(schedule, plain)])
	count(findings) == 0
}

test_deleted if {
	findings := rule.deny with input as now([]) with data.baseline as then([schedule])
	findings == {{
		"msg": "Schedule 'hourly', which starts state machine 'ir-isolate', was deleted: the baseline of 2026-11-10T12:00:00Z has it.",
		"resource": "arn:aws:scheduler:us-east-1:123456789012:schedule/ir/hourly",
		"region": "us-east-1",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"expression": "rate(1 hours)",
			"state_machine_arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate",
		},
		"fix": [],
	}}
}

test_deleted_of_no_consequence[note] if {
	some note, was in {
		"ran once": object.union(schedule, {"expression": "at(2026-11-12T00:00:00)"}),
		"disabled": disabled,
		"starts no machine": object.remove(schedule, ["state_machine_arn", "expression"]),
	}
	findings := rule.deny with input as now([]) with data.baseline as then([was])
	count(findings) == 0
}

test_retargeted[note] if {
	elsewhere := "arn:aws:lambda:us-east-1:123456789012:function:nothing"
	another := concat("", [schedule.state_machine_arn, "-2"])
	some note, tc in {
		"to a function": {"changes": {"target_arn": elsewhere}, "findings": 1},
		"to another machine": {"changes": {"target_arn": another, "state_machine_arn": another}, "findings": 1},
		"to another version": {"changes": {"target_arn": another, "state_machine_arn": schedule.state_machine_arn}, "findings": 0},
		"to one that was not read": {"changes": {"target_arn": another}, "findings": 0},
		"to a call, of which was not read": {"changes": {"target_arn": "arn:aws:scheduler:::aws-sdk:sfn:startExecution"}, "findings": 0},
		"and disabled": {"changes": {"target_arn": elsewhere, "state": "DISABLED"}, "findings": 0},
	}
	findings := rule.deny with input as now([object.union(object.remove(schedule, ["state_machine_arn"]), tc.changes)])
		with data.baseline as then([schedule])
	count(findings) == tc.findings
	every finding in findings { finding.evidence.kind == "drift" }
}

test_unread[note] if {
	some note, tc in {
		"everything": {"snapshot": fixture.empty, "findings": 0},
		"its region": {"snapshot": drift.lacking(now([]), "scheduler.schedules", "us-east-1"), "findings": 0},
		"another region": {"snapshot": drift.lacking(now([]), "scheduler.schedules", "eu-west-1"), "findings": 1},
		"state": {"snapshot": now([object.remove(schedule, ["state"])]), "findings": 0},
		"target": {"snapshot": now([object.remove(disabled, ["state_machine_arn"])]), "findings": 0},
	}
	findings := rule.deny with input as tc.snapshot
		with data.baseline as then([schedule])
		with data.params.incident_response_state_machines as ["ir-*"]
	count(findings) == tc.findings
}

test_baseline_unread if {
	findings := rule.deny with input as now([]) with data.baseline as fixture.empty
	count(findings) == 0
}

# A rule that carries root's logins to a topic.
carrier := {
	"arn": "arn:aws:events:us-east-1:123456789012:rule/root-login",
	"name": "root-login",
	"region": "us-east-1",
	"event_bus_name": "default",
	"state": "ENABLED",
	"matches": ["root_console_login"],
}

# A rule that starts the state machine.
starter := object.union(carrier, {
	"arn": "arn:aws:events:us-east-1:123456789012:rule/guardduty",
	"name": "guardduty",
	"matches": [],
})

topic_target := {"rule_arn": carrier.arn, "id": "1", "region": "us-east-1", "arn": "arn:aws:sns:us-east-1:123456789012:alerts"}

machine_target := {"rule_arn": starter.arn, "id": "1", "region": "us-east-1", "arn": schedule.target_arn}

rules(events) := {"scheduler": {"schedules": []}, "events": {"rules": events, "targets": [topic_target, machine_target]}}

off(event_rule) := object.union(event_rule, {"state": "DISABLED"})

test_rule_disabled if {
	findings := rule.deny with input as drift.now(rules([off(carrier), starter]))
	findings == {{
		"msg": "EventBridge rule 'root-login', which carries alerts, is disabled.",
		"resource": carrier.arn,
		"region": "us-east-1",
		"evidence": {
			"kind": "state",
			"state": "DISABLED",
			"matches": ["root_console_login"],
			"targets": {"arn:aws:sns:us-east-1:123456789012:alerts"},
		},
		"fix": ["aws events enable-rule --name=root-login --event-bus-name=default --region=us-east-1"],
	}}
}

test_rules[note] if {
	some note, tc in {
		"enabled": {"rules": [carrier, starter], "params": ["ir-*"], "messages": set()},
		"sees reads, too": {
			"rules": [object.union(carrier, {"state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})],
			"params": [],
			"messages": set(),
		},
		"starts a machine": {
			"rules": [off(starter)],
			"params": ["ir-*"],
			"messages": {"EventBridge rule 'guardduty', which starts state machine 'ir-isolate', is disabled."},
		},
		"starts another machine": {"rules": [off(starter)], "params": ["other"], "messages": set()},
		"matches nothing": {"rules": [off(object.union(carrier, {"matches": []}))], "params": [], "messages": set()},
		"without targets": {"rules": [off(object.union(carrier, {"arn": "arn:aws:events:us-east-1:1:rule/x"}))], "params": [], "messages": set()},
		"managed": {"rules": [off(object.union(carrier, {"managed_by": "x.amazonaws.com"}))], "params": [], "messages": set()},
	}
	findings := rule.deny with input as drift.now(rules(tc.rules)) with data.params.incident_response_state_machines as tc.params
	{finding.msg | some finding in findings} == tc.messages
}

test_rule_disabled_since if {
	findings := rule.deny with input as drift.now(rules([off(starter), off(carrier)]))
		with data.baseline as drift.then(rules([starter, off(carrier)]))
	{[finding.resource, finding.evidence.kind] | some finding in findings} == {[starter.arn, "drift"], [carrier.arn, "state"]}
}

test_rule_deleted[note] if {
	some note, tc in {
		"carries alerts": {"then": carrier, "findings": 1},
		"starts a machine": {"then": starter, "findings": 1},
		"was disabled": {"then": off(carrier), "findings": 0},
		"of no consequence": {"then": object.union(carrier, {"matches": []}), "findings": 0},
	}
	findings := rule.deny with input as drift.now(rules([])) with data.baseline as drift.then(rules([tc.then]))
	count(findings) == tc.findings
}

test_rules_unread[note] if {
	some note, tc in {
		"their region": {"snapshot": drift.lacking(drift.now(rules([])), "events.rules", "us-east-1"), "findings": 0},
		"another region": {"snapshot": drift.lacking(drift.now(rules([])), "events.rules", "eu-west-1"), "findings": 1},
		"targets": {"snapshot": drift.now({"scheduler": {"schedules": []}, "events": {"rules": [off(carrier)]}}), "findings": 0},
		"pattern": {"snapshot": drift.now(rules([object.remove(off(carrier), ["matches"])])), "findings": 0},
	}
	findings := rule.deny with input as tc.snapshot with data.baseline as drift.then(rules([carrier]))
	count([finding | some finding in findings; finding.resource == carrier.arn]) == tc.findings
}

test_pattern_that_cannot_be_evaluated if {
	broken := object.union(object.remove(carrier, ["matches"]), {"pattern_error": "unknown operator \"x\""})
	reasons := rule.unknown with input as drift.now(rules([off(broken)]))
	reasons == {`the pattern of EventBridge rule 'root-login' cannot be evaluated: unknown operator "x"`}
	none := rule.unknown with input as drift.now(rules([broken]))
	count(none) == 0
}

rule_of(more) := {"events": {
	"rules": [object.union(
		{
			"arn": "arn:aws:events:us-east-1:123456789012:rule/root-login",
			"name": "root-login",
			"region": "us-east-1",
			"event_bus_name": "default",
			"state": "ENABLED",
			"event_pattern": "{}",
			"matches": ["root_console_login"],
		},
		more,
	)],
	"targets": [],
}}

stopping(name, request) := fixture.event(sprintf("events.amazonaws.com/%s", [name]), {"request": request})

calls := {
	"DisableRule": stopping("DisableRule", {"name": "root-login"}),
	"DeleteRule": stopping("DeleteRule", {"name": "root-login", "eventBusName": "default"}),
	"RemoveTargets": stopping("RemoveTargets", {"rule": "root-login", "ids": ["1"]}),
	"PutRule": stopping("PutRule", {"name": "root-login", "state": "DISABLED"}),
}

of_events(findings) := {finding | some finding in findings; finding.evidence.kind == "event"}

test_event[note] if {
	some note, event in calls
	findings := rule.deny with input as drift.now(object.union(rule_of({}), fixture.activity([event])))
	some finding in of_events(findings)
	contains(finding.msg, "EventBridge rule 'root-login', which starts a state machine or carries alerts")
	finding.resource == "arn:aws:events:us-east-1:123456789012:rule/root-login"
}

test_event_of_a_rule_that_is_gone if {
	aws := object.union({"events": {"rules": [], "targets": []}}, fixture.activity([calls.DeleteRule]))
	some finding in rule.deny with input as drift.now(aws)
	contains(finding.msg, "which is not there any more")
}

# Nobody knows what was in it.
test_event_of_a_schedule_group if {
	event := fixture.event("scheduler.amazonaws.com/DeleteScheduleGroup", {"request": {"name": "ir"}})
	aws := object.union({"scheduler": {"schedules": []}}, fixture.activity([event]))
	some finding in rule.deny with input as drift.now(aws)
	contains(finding.msg, "schedule group 'ir', which is not there any more")
	finding.resource == "arn:aws:scheduler:us-east-1:123456789012:schedule-group/ir"
}

# Who deletes a stack means what is in it.
test_event_by_way_of_a_stack if {
	event := object.union(calls.DeleteRule, {"actor": {"invoked_by": "cloudformation.amazonaws.com"}})
	count(rule.deny) == 1 with input as fixture.events([event])
}

test_event_without_state if {
	some finding in rule.deny with input as fixture.events([calls.DisableRule])
	contains(finding.msg, "whose purpose is not known")
}

# Whether the rule carries alerts could not be read: no verdict follows.
test_event_unread if {
	snapshot := object.union(fixture.events([calls.DisableRule]), {"coverage": {"events.rules": drift.unread}})
	count(rule.deny) == 0 with input as snapshot
}

test_event_clean[note] if {
	some note, tc in {
		"carries nothing": [rule_of({"matches": []}), calls.DisableRule],
		"managed": [rule_of({"matches": [], "managed_by": "autoscaling.amazonaws.com"}), calls.RemoveTargets],
		"enabled": [rule_of({}), stopping("PutRule", {"name": "root-login", "state": "ENABLED"})],
		"by a service": [rule_of({}), object.union(calls.DisableRule, {"actor": {"invoked_by": "config.amazonaws.com"}})],
		"a load balancer's": [rule_of({}), fixture.event("elasticloadbalancing.amazonaws.com/DeleteRule", {"request": {"name": "root-login"}})],
	}
	findings := rule.deny with input as drift.now(object.union(tc[0], fixture.activity([tc[1]])))
	count(of_events(findings)) == 0
}

test_event_of_another_bus if {
	event := stopping("DisableRule", {"name": "x", "eventBusName": "arn:aws:events:us-east-1:123456789012:event-bus/security"})
	some finding in rule.deny with input as fixture.events([event])
	finding.resource == "arn:aws:events:us-east-1:123456789012:rule/security/x"
}

test_event_of_a_schedule[note] if {
	some note, request in {
		"UpdateSchedule": {"name": "nightly", "groupName": "ir", "state": "DISABLED"},
		"DeleteSchedule": {"name": "nightly", "groupName": "ir"},
	}
	schedule := {
		"arn": "arn:aws:scheduler:us-east-1:123456789012:schedule/ir/nightly",
		"name": "nightly",
		"group_name": "ir",
		"region": "us-east-1",
		"state": "ENABLED",
		"expression": "rate(1 day)",
		"state_machine_arn": "arn:aws:states:us-east-1:123456789012:stateMachine:contain",
	}
	event := fixture.event(sprintf("scheduler.amazonaws.com/%s", [note]), {"request": request})
	some finding in rule.deny with input as drift.now(object.union({"scheduler": {"schedules": [schedule]}}, fixture.activity([event])))
	finding.resource == schedule.arn
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("events.amazonaws.com/DisableRule")])
	contains(finding.msg, "tried to stop (DisableRule) an EventBridge rule")
}
