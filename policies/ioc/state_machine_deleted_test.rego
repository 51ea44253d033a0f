package tocsin.ioc.state_machine_deleted_test

import data.tocsin.ioc.state_machine_deleted as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.state_machine_fixture_test as sfn

machine := sfn.machine

now(machines) := drift.now({"stepfunctions": {"state_machines": machines}})

then(machines) := drift.then({"stepfunctions": {"state_machines": machines}})

deleting := object.union(machine, {"status": "DELETING"})

create := concat(" ", [
	"aws stepfunctions create-state-machine --name=ir-isolate --definition=file://definition.json",
	"--role-arn=arn:aws:iam::123456789012:role/isolate --type=STANDARD --region=us-east-1",
])

test_being_deleted if {
	findings := rule.deny with input as now([deleting]) with data.params.incident_response_state_machines as ["ir-*"]
	findings == {{
		"msg": "State machine 'ir-isolate' is being deleted.",
		"resource": machine.arn,
		"region": "us-east-1",
		"evidence": {
			"kind": "state",
			"status": "DELETING",
			"role_arn": "arn:aws:iam::123456789012:role/isolate",
			"creation_date": "2025-02-03T09:12:40Z",
		},
		"fix": [
			concat(" ", [
				"aws stepfunctions describe-state-machine --state-machine-arn=arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate",
				"--query=definition --output=text --region=us-east-1 > definition.json",
			]),
			create,
		],
	}}
}

test_absent if {
	findings := rule.deny with input as now([machine])
		with data.params.incident_response_state_machines as ["ir-isolate", "ir-disable-*"]
	findings == {{
		"msg": "No state machine is named 'ir-disable-*', as incident response expects.",
		"resource": fixture.account,
		"key": "ir-disable-*",
		"evidence": {"kind": "state", "expected": "ir-disable-*"},
		"fix": [],
	}}
}

test_state[note] if {
	some note, tc in {
		"there": {"machines": [machine], "params": ["ir-*"], "findings": 0},
		"there among others": {"machines": [object.union(machine, {"name": "x"}), machine], "params": ["ir-isolate"], "findings": 0},
		"one name for two": {"machines": [machine, deleting], "params": ["ir-*"], "findings": 1},
		"nobody's is being deleted": {
			"machines": [machine, object.union(deleting, {
				"name": "x",
				"arn": "arn:aws:states:us-east-1:123456789012:stateMachine:x",
			})],
			"params": ["ir-isolate"], "findings": 0,
		},
		"none at all": {"machines": [], "params": ["a", "b"], "findings": 2},
		"none named": {"machines": [deleting], "params": [], "findings": 0},
		"status unread": {"machines": [object.remove(machine, ["status"])], "params": ["ir-*"], "findings": 0},
	}
	findings := rule.deny with input as now(tc.machines) with data.params.incident_response_state_machines as tc.params
	count(findings) == tc.findings
}

test_deleted if {
	findings := rule.deny with input as now([]) with data.baseline as then([machine])
	findings == {{
		"msg": "State machine 'ir-isolate' was deleted: the baseline of 2026-11-10T12:00:00Z has it.",
		"resource": machine.arn,
		"region": "us-east-1",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"role_arn": "arn:aws:iam::123456789012:role/isolate",
			"creation_date": "2025-02-03T09:12:40Z",
		},
		"fix": [create],
	}}
}

test_being_deleted_since[note] if {
	some note, tc in {
		"since the baseline": {"then": [machine], "kinds": {"drift"}},
		"at its time": {"then": [deleting], "kinds": set()},
		"new": {"then": [], "kinds": set()},
	}
	findings := rule.deny with input as now([deleting]) with data.baseline as then(tc.then)
	{finding.evidence.kind | some finding in findings} == tc.kinds
}

# A name chosen by an intruder reaches a shell as one word.
test_hostile_name if {
	findings := rule.deny with input as now([]) with data.baseline as then([object.union(
		object.remove(machine, ["role_arn"]),
		{"name": "x'y("},
	)])
	some finding in findings
	contains(finding.fix[0], ` --name='x'\''y(' `)
	contains(finding.fix[0], ` --role-arn="$ROLE_ARN" `)
}

# That a machine was not seen says nothing where it could not be looked for.
test_unread[note] if {
	some note, tc in {
		"everything": {"snapshot": fixture.empty, "findings": 0},
		"its region": {"snapshot": drift.lacking(now([]), "stepfunctions.state_machines", "us-east-1"), "findings": 0},
		"another region": {"snapshot": drift.lacking(now([]), "stepfunctions.state_machines", "eu-west-1"), "findings": 1},
	}
	findings := rule.deny with input as tc.snapshot
		with data.baseline as then([machine])
		with data.params.incident_response_state_machines as ["ir-*"]
	count(findings) == tc.findings
}

# An expected machine may be in any region: one unread region leaves that open.
test_absence_needs_every_region if {
	findings := rule.deny with input as drift.lacking(now([]), "stepfunctions.state_machines", "eu-west-1")
		with data.params.incident_response_state_machines as ["ir-*"]
	count(findings) == 0
}

test_baseline_unread if {
	findings := rule.deny with input as now([]) with data.baseline as fixture.empty
	count(findings) == 0
}

test_applicable_with_names if rule.applicable with data.params.incident_response_state_machines as ["x"]

test_applicable_with_baseline if rule.applicable with data.baseline as then([])

test_not_applicable if not rule.applicable with data.params.incident_response_state_machines as []

contain := "arn:aws:states:us-east-1:123456789012:stateMachine:contain"

test_event if {
	event := fixture.event("states.amazonaws.com/DeleteStateMachine", {"request": {"stateMachineArn": contain}})
	some finding in rule.deny with input as fixture.events([event])
	finding.evidence.kind == "event"
	finding.msg == sprintf("%s deleted state machine 'contain' %s.", [fixture.by_mallory, fixture.then_and_there])
	finding.resource == contain
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("states.amazonaws.com/DeleteStateMachine")])
	contains(finding.msg, "tried to delete a state machine")
	finding.resource == fixture.account
}

test_event_applies if {
	rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
	not rule.applicable with input.coverage as {}
}
