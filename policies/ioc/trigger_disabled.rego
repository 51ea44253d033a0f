# METADATA
# title: What starts a state machine is disabled
# description: |
#   A workflow that nothing starts is as good as paused. Schedules of the state machines that
#   incident_response_state_machines names count, and against a baseline those of any. A schedule that
#   runs once deletes itself, and is not missed.
# related_resources:
#   - https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
#   - https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-state.html
# custom:
#   severity: high
#   runbook: step_functions_paused
#   attack: [T1562.001]
#   applies_when: no incident-response state machines are named, and no baseline is given
#   remediation: Enable the schedule again, and find the UpdateSchedule or DeleteSchedule call in the event history.
package tocsin.ioc.trigger_disabled

import data.tocsin.lib.drift
import data.tocsin.lib.incident_response
import data.tocsin.lib.scheduled_triggers

deny contains {
	"msg": trigger.text,
	"resource": trigger.resource.arn,
	"region": trigger.resource.region,
	"evidence": trigger.evidence,
	"fix": trigger.fix,
} if {
	some trigger in scheduled_triggers.stopped
}

applicable if incident_response.machines_named

applicable if drift.given
