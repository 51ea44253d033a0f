package tocsin.ioc.executions_aborted_test

import data.tocsin.ioc.executions_aborted as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.state_machine_fixture_test as sfn

execution := sfn.execution

snapshot(executions) := fixture.snapshot({"stepfunctions": {"executions": executions}})

test_aborted if {
	findings := rule.deny with input as snapshot([execution]) with data.params.incident_response_state_machines as ["ir-*"]
	findings == {{
		"msg": "Execution 'guardduty-1' of state machine 'ir-isolate' was aborted at 2026-11-18T02:49:05Z.",
		"resource": "arn:aws:states:us-east-1:123456789012:execution:ir-isolate:guardduty-1",
		"region": "us-east-1",
		"evidence": {
			"state_machine_arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate",
			"start_date": "2026-11-18T02:47:30Z",
			"stop_date": "2026-11-18T02:49:05Z",
		},
		"fix": [concat(" ", [
			"aws stepfunctions redrive-execution",
			"--execution-arn=arn:aws:states:us-east-1:123456789012:execution:ir-isolate:guardduty-1 --region=us-east-1",
		])],
	}}
}

test_executions[note] if {
	some note, tc in {
		"at the window's beginning": {"change": {"stop_date": "2026-11-15T12:00:00Z"}, "params": ["ir-*"], "findings": 1},
		"before the window": {"change": {"stop_date": "2026-11-15T11:59:59Z"}, "params": ["ir-*"], "findings": 0},
		"other machine": {"change": {}, "params": ["other"], "findings": 0},
		"none named": {"change": {}, "params": [], "findings": 0},
		"failed by itself": {"change": {"status": "FAILED"}, "params": ["ir-*"], "findings": 0},
	}
	findings := rule.deny with input as snapshot([object.union(execution, tc.change)])
		with data.params.incident_response_state_machines as tc.params
	count(findings) == tc.findings
}

test_clean if {
	findings := rule.deny with input as snapshot([]) with data.params.incident_response_state_machines as ["ir-*"]
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"executions": {"stepfunctions": {"state_machines": []}},
		"date": {"stepfunctions": {"executions": [object.remove(execution, ["stop_date"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws) with data.params.incident_response_state_machines as ["ir-*"]
	count(findings) == 0
}

test_applicable if rule.applicable with data.params.incident_response_state_machines as ["x"]

test_not_applicable if not rule.applicable with data.params.incident_response_state_machines as []

test_not_applicable_without_parameters if not rule.applicable with input as snapshot([execution])

stopping(name) := fixture.event(
	"states.amazonaws.com/StopExecution",
	{"request": {"executionArn": sprintf("arn:aws:states:us-east-1:123456789012:execution:%s:run-1", [name])}},
)

test_event if {
	some finding in rule.deny with input as fixture.events([stopping("contain")])
		with data.params.incident_response_state_machines as ["cont*"]
	finding.msg == sprintf("%s aborted an execution of state machine 'contain' %s.", [fixture.by_mallory, fixture.then_and_there])
}

test_event_of_another_machine if {
	count(rule.deny) == 0 with input as fixture.events([stopping("etl")])
		with data.params.incident_response_state_machines as ["contain"]
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("states.amazonaws.com/StopExecution")])
		with data.params.incident_response_state_machines as ["contain"]
	contains(finding.msg, "tried to abort an execution of a state machine")
}
