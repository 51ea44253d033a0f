# METADATA
# title: What starts a state machine or carries an alert is disabled
# description: |
#   A workflow that nothing starts is as good as paused, and so is an alert that nothing carries. Rules
#   of EventBridge and schedules that start the state machines which incident_response_state_machines
#   names count, and rules whose pattern matches what ought to be noticed; against a baseline, those of
#   any state machine. A schedule that runs once deletes itself, and is not missed. Against a baseline a
#   rule or schedule that is still enabled counts as well if it has lost a target, or what it matched.
# related_resources:
#   - https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html
#   - https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
#   - https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-state.html
# custom:
#   severity: high
#   runbook: step_functions_paused
#   attack: [T1562.001]
#   events:
#     - events.amazonaws.com/DisableRule
#     - events.amazonaws.com/DeleteRule
#     - events.amazonaws.com/RemoveTargets
#     - events.amazonaws.com/PutRule
#     - scheduler.amazonaws.com/UpdateSchedule
#     - scheduler.amazonaws.com/DeleteSchedule
#     - scheduler.amazonaws.com/DeleteScheduleGroup
#   remediation: Put it back, and find the call that changed it, such as DisableRule, RemoveTargets or UpdateSchedule, in the event history.
package tocsin.ioc.trigger_disabled

import data.tocsin.lib.event_finding
import data.tocsin.lib.event_triggers
import data.tocsin.lib.scheduled_triggers
import data.tocsin.lib.trigger_events
import data.tocsin.lib.weakened_triggers

deny contains {
	"msg": trigger.text,
	"resource": trigger.resource.arn,
	"region": trigger.resource.region,
	"evidence": trigger.evidence,
	"fix": trigger.fix,
} if {
	some trigger in (event_triggers.stopped | scheduled_triggers.stopped)
}

deny contains {
	"msg": trigger.text,
	"resource": trigger.resource.arn,
	"region": trigger.resource.region,
	"key": trigger.key,
	"evidence": trigger.evidence,
	"fix": trigger.fix,
} if {
	some trigger in weakened_triggers.weakened
}

deny contains event_finding.of(stop.event, {
	"did": sprintf("stopped (%s)", [stop.event.name]),
	"try": sprintf("stop (%s)", [stop.event.name]),
	"what": sprintf("%s%s", [trigger.name, trigger.why]),
	"resource": trigger.arn,
}) if {
	some stop in trigger_events.stopping
	trigger := trigger_events.subject(stop)
}

unknown contains reason if some reason in event_triggers.undecided

unknown contains reason if some reason in trigger_events.untold
