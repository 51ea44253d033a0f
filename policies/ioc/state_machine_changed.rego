# METADATA
# title: A state machine was changed
# description: |
#   A workflow that does nothing any more is quieter than one that is gone. Its definition, its role and
#   its logging decide what it does and who sees it, and an alias which version is started. A change
#   may be a release: compare the time with it.
# related_resources:
#   - https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
#   - https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html
# custom:
#   severity: medium
#   runbook: step_functions_paused
#   attack: [T1562.001]
#   events:
#     - states.amazonaws.com/UpdateStateMachine
#     - states.amazonaws.com/UpdateStateMachineAlias
#     - states.amazonaws.com/DeleteStateMachineAlias
#     - states.amazonaws.com/DeleteStateMachineVersion
#   applies_when: neither a baseline nor events are given
#   remediation: |
#     Ask who released it. If nobody did, put it back, and find the UpdateStateMachine or
#     UpdateStateMachineAlias call in the event history.
package tocsin.ioc.state_machine_changed

import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.state_machine_changes as changes
import data.tocsin.lib.state_machine_events

deny contains {
	"msg": sprintf("%s in the baseline of %s.", [change.text, drift.since]),
	"resource": change.resource.arn,
	"region": change.resource.region,
	"key": change.aspect,
	"evidence": drift.evidence(change.evidence),
	"fix": change.fix,
} if {
	some change in changes.changed
}

deny contains event_finding.of(event, {
	"did": sprintf("changed (%s)", [event.name]),
	"try": sprintf("change (%s)", [event.name]),
	"what": machine.name,
	"resource": machine.arn,
	"evidence": object.filter(object.get(event, "request", {}), ["roleArn", "loggingConfiguration", "routingConfiguration"]),
}) if {
	some event in events.of(
		"states.amazonaws.com",
		{"UpdateStateMachine", "UpdateStateMachineAlias", "DeleteStateMachineAlias", "DeleteStateMachineVersion"},
	)
	machine := state_machine_events.subject(event)
}

applicable if drift.given

applicable if events.given
