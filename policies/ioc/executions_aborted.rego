# METADATA
# title: An execution of an incident-response workflow was aborted
# description: |
#   Who stops the workflow that is about to lock them out leaves an aborted execution behind. Those of
#   the state machines that incident_response_state_machines names are looked at. Express workflows
#   keep no list of executions.
# related_resources:
#   - https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
#   - https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
# custom:
#   severity: medium
#   runbook: step_functions_paused
#   attack: [T1489]
#   events:
#     - states.amazonaws.com/StopExecution
#   applies_when: no incident-response state machines are named
#   remediation: |
#     Find out who called StopExecution. Do by hand what the workflow was to do, or let it go on from
#     where it was stopped, which is possible for two weeks.
package tocsin.ioc.executions_aborted

import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.incident_response
import data.tocsin.lib.state_machine_commands as commands
import data.tocsin.lib.state_machine_events

deny contains {
	"msg": sprintf(
		"Execution '%s' of state machine '%s' was aborted at %s.",
		[execution.name, incident_response.machine_name(execution.state_machine_arn), execution.stop_date],
	),
	"resource": execution.arn,
	"region": execution.region,
	"evidence": object.filter(execution, ["state_machine_arn", "start_date", "stop_date"]),
	"fix": [commands.redrive(execution)],
} if {
	some execution in input.aws.stepfunctions.executions
	execution.status == "ABORTED"
	execution.stop_date >= input.meta.window.state_since
	incident_response.is_machine(execution.state_machine_arn)
}

deny contains event_finding.of(event, {
	"did": "aborted an execution of",
	"try": "abort an execution of",
	"what": machine.name,
	"resource": machine.arn,
}) if {
	some event in events.of("states.amazonaws.com", {"StopExecution"})
	state_machine_events.is_expected(event)
	machine := state_machine_events.subject(event)
}

applicable if incident_response.machines_named

unknown contains reason if some reason in events.untold("states.amazonaws.com", {"StopExecution"})
