# METADATA
# title: A state machine was deleted
# description: |
#   Step Functions cannot be paused: the workflow that would lock an intruder out is deleted. Those that
#   incident_response_state_machines names are expected to be there; against a baseline any counts.
# related_resources:
#   - https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
# custom:
#   severity: high
#   runbook: step_functions_paused
#   attack: [T1562.001, T1485]
#   events:
#     - states.amazonaws.com/DeleteStateMachine
#   applies_when: no incident-response state machines are named, and neither a baseline nor events are given
#   remediation: Create it again from its source, and find the DeleteStateMachine call in the event history.
package tocsin.ioc.state_machine_deleted

import data.tocsin.lib.account
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.incident_response
import data.tocsin.lib.state_machine_changes as changes
import data.tocsin.lib.state_machine_commands as commands
import data.tocsin.lib.state_machine_events

deny contains {
	"msg": sprintf("State machine '%s' is being deleted.", [machine.name]),
	"resource": machine.arn,
	"region": machine.region,
	"evidence": object.union(evidence, object.filter(machine, ["status", "role_arn", "creation_date"])),
	"fix": [commands.save_definition(machine), commands.create(machine)],
} if {
	some machine in input.aws.stepfunctions.state_machines
	machine.status == "DELETING"
	evidence := evidence_of(machine)
}

deny contains {
	"msg": sprintf("No state machine is named '%s', as incident response expects.", [name]),
	"resource": account.arn,
	"key": name,
	"evidence": {"kind": "state", "expected": name},
	"fix": [], # what it did cannot be told from its name
} if {
	some name in incident_response.missing_machines
}

deny contains {
	"msg": sprintf("State machine '%s' was deleted: the baseline of %s has it.", [machine.name, drift.since]),
	"resource": machine.arn,
	"region": machine.region,
	"evidence": drift.evidence(object.filter(machine, ["role_arn", "creation_date"])),
	"fix": [commands.create(machine)],
} if {
	some machine in changes.deleted
}

deny contains event_finding.of(event, {
	"did": "deleted",
	"try": "delete",
	"what": machine.name,
	"resource": machine.arn,
}) if {
	some event in events.of("states.amazonaws.com", {"DeleteStateMachine"})
	machine := state_machine_events.subject(event)
}

evidence_of(machine) := drift.evidence({}) if {
	machine.arn in changes.were_active
} else := {"kind": "state"} if incident_response.is_machine(machine.arn)

applicable if incident_response.machines_named

applicable if drift.given

applicable if events.given
