# METADATA
# title: What answers incidents
# schemas:
#   - data.params.incident_response_state_machines:
#       type: array
#       items:
#         type: string
#         pattern: '^[^\[\]{}\\\s]+$'
#       default: []
#       description: >-
#         Names of the Step Functions state machines that answer incidents, in any region; * stands for any
#         characters. Each is expected to be there.
package tocsin.lib.incident_response

import data.tocsin.lib.drift

# Somebody said which state machines answer incidents.
machines_named if count(data.params.incident_response_state_machines) > 0

# is_machine says whether an ARN is that of a state machine which answers incidents, or of one of its
# versions or aliases.
is_machine(arn) if {
	some pattern in data.params.incident_response_state_machines
	matches(pattern, machine_name(arn))
}

# missing_machines are the names that no state machine bears, in any region.
missing_machines contains pattern if {
	drift.read_now("stepfunctions.state_machines")
	names := {machine.name | some machine in input.aws.stepfunctions.state_machines}
	some pattern in data.params.incident_response_state_machines
	count([name | some name in names; matches(pattern, name)]) == 0
}

matches(pattern, name) if glob.match(pattern, null, name)

# machine_name is the name of the state machine in its ARN, arn:aws:states:REGION:ACCOUNT:stateMachine:NAME.
machine_name(arn) := parts[6] if {
	parts := split(arn, ":")
	parts[2] == "states"
	parts[5] == "stateMachine"
}
