# METADATA
# title: The triggers that are there, and those that are there for something
package tocsin.lib.trigger_purposes

import data.tocsin.lib.event_triggers
import data.tocsin.lib.rule_targets

there := {rule.arn | some rule in input.aws.events.rules} | {schedule.arn | some schedule in input.aws.scheduler.schedules}

purposeful contains schedule.arn if {
	some schedule in input.aws.scheduler.schedules
	schedule.state_machine_arn
}

purposeful contains rule.arn if {
	some rule in input.aws.events.rules
	event_triggers.purpose_of(rule, rule_targets.now(rule))
}

# It may have lost the targets that it carried alerts to. A pattern that cannot be evaluated may match.
purposeful contains rule.arn if {
	some rule in input.aws.events.rules
	object.get(rule, "managed_by", "") == ""
	object.get(rule, "event_pattern", "") != ""
	object.get(rule, "matches", ["?"]) != []
}
