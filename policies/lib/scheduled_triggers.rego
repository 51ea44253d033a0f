# METADATA
# title: Schedules that start state machines
package tocsin.lib.scheduled_triggers

import data.tocsin.lib.drift
import data.tocsin.lib.incident_response
import data.tocsin.lib.state_machine_commands as commands

# stopped are the schedules that start no state machine any more although they should.
stopped contains {
	"resource": schedule,
	"text": sprintf("Schedule '%s', which starts state machine '%s', is disabled.", [schedule.name, started(schedule)]),
	"evidence": object.union(evidence, object.filter(schedule, ["state", "expression", "state_machine_arn"])),
	"fix": commands.enable_schedule(schedule),
} if {
	some schedule in input.aws.scheduler.schedules
	schedule.state == "DISABLED"
	evidence := evidence_of(schedule)
}

# One that runs once deletes itself, and is not missed.
stopped contains {
	"resource": schedule,
	"text": sprintf(
		"Schedule '%s', which starts state machine '%s', was deleted: the baseline of %s has it.",
		[schedule.name, started(schedule), drift.since],
	),
	"evidence": drift.evidence(object.filter(schedule, ["expression", "state_machine_arn"])),
	"fix": [], # a snapshot holds neither its input nor its role
} if {
	now := {schedule.arn | some schedule in input.aws.scheduler.schedules}
	some schedule in data.baseline.aws.scheduler.schedules
	not schedule.arn in now
	schedule.state == "ENABLED"
	startswith(schedule.expression, "at(") == false
	drift.read_now_in("scheduler.schedules", schedule.region)
}

stopped contains {
	"resource": schedule,
	"text": sprintf(
		"Schedule '%s' does not start state machine '%s' any more, as it did in the baseline of %s.",
		[schedule.name, started(then), drift.since],
	),
	"evidence": drift.evidence({"state_machine_arn": then.state_machine_arn, "target_now": schedule.target_arn}),
	"fix": [], # a snapshot holds neither its input nor its role
} if {
	by_arn := {schedule.arn: schedule | some schedule in input.aws.scheduler.schedules}
	some then in data.baseline.aws.scheduler.schedules
	then.state == "ENABLED"
	schedule := by_arn[then.arn]
	schedule.state == "ENABLED"
	starts_another(then, schedule)
}

starts_another(then, now) if then.state_machine_arn != now.state_machine_arn

# Which one it starts may not have been read.
starts_another(then, now) if {
	then.state_machine_arn
	not now.state_machine_arn
	not regex.match(`(?i)(:stateMachine:|:aws-sdk:sfn:start)`, now.target_arn)
}

evidence_of(schedule) := drift.evidence({}) if {
	schedule.arn in were_enabled
} else := {"kind": "state"} if {
	incident_response.is_machine(schedule.state_machine_arn)
}

were_enabled contains schedule.arn if {
	some schedule in data.baseline.aws.scheduler.schedules
	schedule.state == "ENABLED"
}

started(schedule) := incident_response.machine_name(schedule.state_machine_arn)
