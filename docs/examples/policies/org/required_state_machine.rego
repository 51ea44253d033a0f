# METADATA
# title: A required state machine is not there
# description: |
#   What answers an incident by itself has to be there before it. required_state_machines names the Step
#   Functions state machines that each account has, in whatever region.
# related_resources:
#   - https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
# schemas:
#   - data.params.required_state_machines:
#       type: array
#       items: {type: string, minLength: 1}
#       default: []
#       description: Names of the state machines that each account has, in whatever region.
# custom:
#   severity: high
#   runbook: step_functions_paused
#   attack: [T1562.001]
#   absence: true
#   applies_when: the parameter required_state_machines names none
#   remediation: Deploy it from its source, and look for a DeleteStateMachine call in the event history.
package org.required_state_machine

deny contains {
	"msg": sprintf("State machine '%s' is not there.", [name]),
	"resource": input.meta.account_id,
	"key": name,
	"evidence": {"required": name, "being_deleted": name in deleting},
} if {
	machines # were read at all
	some name in data.params.required_state_machines
	not name in (there | undecided)
}

applicable if count(data.params.required_state_machines) > 0

# Proof enough, whatever regions could not be read.
confirmed if {
	every name in data.params.required_state_machines { name in there }
}

unknown contains sprintf("AWS does not say whether state machine '%s' is being deleted", [name]) if {
	some name in data.params.required_state_machines
	name in (undecided - there)
}

there := {machine.name | some machine in machines; machine.status == "ACTIVE"}

deleting := {machine.name | some machine in machines; machine.status == "DELETING"}

# A status that is not known may be either.
undecided := {machine.name | some machine in machines; not machine.status}

machines := input.aws.stepfunctions.state_machines
