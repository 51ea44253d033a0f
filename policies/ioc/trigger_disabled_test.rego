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
				"--cli-input-json=file://schedule.json --state=ENABLED",
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

test_applicable_with_names if rule.applicable with data.params.incident_response_state_machines as ["x"]

test_applicable_with_baseline if rule.applicable with data.baseline as then([])

test_not_applicable if not rule.applicable with input as now([disabled])
