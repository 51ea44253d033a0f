# METADATA
# title: The triggers that CloudTrail's events are about
# description: |
#   What matters are the rules of EventBridge that carry alerts or start a state machine, and the
#   schedules that start one. Of one that is gone nobody knows what it was for: its end counts. What
#   services do with the rules that they manage does not.
package tocsin.lib.trigger_events

import data.tocsin.lib.account
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.regions
import data.tocsin.lib.trigger_purposes

rules := {"service": "events", "noun": "EventBridge rule", "section": "events.rules"}

schedules := {"service": "scheduler", "noun": "schedule", "section": "scheduler.schedules"}

# stopping are the events that stop a trigger, each with its kind.
stopping := array.concat(
	[{"event": event, "kind": rules} | some event in events.of("events.amazonaws.com", calls_for_rules); stops(event)],
	[{"event": event, "kind": schedules} | some event in events.of("scheduler.amazonaws.com", calls_for_schedules); stops(event)],
)

untold := events.untold("events.amazonaws.com", calls_for_rules) | events.untold("scheduler.amazonaws.com", calls_for_schedules)

calls_for_rules := {"DisableRule", "DeleteRule", "RemoveTargets", "PutRule"}

calls_for_schedules := {"UpdateSchedule", "DeleteSchedule", "DeleteScheduleGroup"}

stops(event) if {
	event.name in {"DisableRule", "DeleteRule", "RemoveTargets", "DeleteSchedule", "DeleteScheduleGroup"}
	not events.by_service(event)
}

stops(event) if events.at(event, ["request", "state"]) == "DISABLED"

# subject is the trigger that was stopped, how to call it, and what is known of it.
subject(stop) := {"arn": arn, "name": event_finding.named(noun(stop), name(stop.event)), "why": why} if {
	name(stop.event) != ""
	arn := event_finding.arn(stop.event, stop.kind.service, path(stop.event))
	why := reason(stop, arn)
} else := {"arn": account.arn, "name": event_finding.named(noun(stop), ""), "why": ""} if {
	stop.event.succeeded == false
	name(stop.event) == ""
}

noun(stop) := "schedule group" if {
	stop.event.name == "DeleteScheduleGroup"
} else := stop.kind.noun

name(event) := events.text(event, ["request", "rule"]) if {
	event.name == "RemoveTargets"
} else := events.text(event, ["request", "name"])

# All schedules of a group end with it. The default bus and the default group are not part of a rule's ARN, but
# of a schedule's.
path(event) := sprintf("schedule-group/%s", [name(event)]) if {
	event.name == "DeleteScheduleGroup"
} else := sprintf("schedule/%s/%s", [object.get(event.request, "groupName", "default"), name(event)]) if {
	event.source == "scheduler.amazonaws.com"
} else := sprintf("rule/%s/%s", [bus(event), name(event)]) if {
	not bus(event) in {"", "default"}
} else := sprintf("rule/%s", [name(event)])

# A bus is named by its name or its ARN.
bus(event) := parts[count(parts) - 1] if parts := split(events.text(event, ["request", "eventBusName"]), "/")

reason(_, arn) := ", which starts a state machine or carries alerts" if arn in trigger_purposes.purposeful

reason(stop, arn) := ", which is not there any more" if {
	object.get(stop.event, "region", "") in regions.read(input.coverage[stop.kind.section])
	not arn in trigger_purposes.there
}

reason(stop, _) := ", whose purpose is not known" if events.is_off(stop.kind.section)
