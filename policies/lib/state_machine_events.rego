# METADATA
# title: The state machines and executions that CloudTrail's events are about
package tocsin.lib.state_machine_events

import data.tocsin.lib.account
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.incident_response

# subject is what an event is about: its ARN, or else the account's, and how to call it.
subject(event) := {"arn": arn, "name": event_finding.named("state machine", machine(arn))} if {
	arn := target(event)
} else := {"arn": account.arn, "name": "a state machine"}

target(event) := [arn |
	some field in ["stateMachineArn", "stateMachineAliasArn", "stateMachineVersionArn", "executionArn"]
	arn := events.text(event, ["request", field])
	arn != ""
][0]

# machine is the name of the state machine in the ARN of one, or of a version, alias or execution.
machine(arn) := split(arn, ":")[6]

# is_expected says whether an event is about a state machine that answers incidents; an attempt that
# names none may be.
is_expected(event) if {
	some pattern in data.params.incident_response_state_machines
	incident_response.matches(pattern, machine(target(event)))
}

is_expected(event) if {
	event.succeeded == false
	not target(event)
}
