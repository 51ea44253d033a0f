# METADATA
# title: EventBridge rules that start state machines or carry alerts
package tocsin.lib.event_triggers

import data.tocsin.lib.drift
import data.tocsin.lib.incident_response
import data.tocsin.lib.rule_targets
import data.tocsin.lib.shell

# stopped are the rules that do not pass their events on any more although they should.
stopped contains {
	"resource": rule,
	"text": sprintf("EventBridge rule '%s', which %s, is disabled.", [rule.name, purpose]),
	"evidence": object.union_n([evidence, {"targets": rule_targets.now(rule)}, about(rule)]),
	"fix": [sprintf(
		"aws events enable-rule --name=%s --event-bus-name=%s --region=%s",
		[shell.quote(rule.name), shell.quote(rule.event_bus_name), shell.quote(rule.region)],
	)],
} if {
	some rule in input.aws.events.rules
	rule.state == "DISABLED"
	purpose := purpose_of(rule, rule_targets.now(rule))
	evidence := evidence_of(rule, rule_targets.now(rule))
}

stopped contains {
	"resource": rule,
	"text": sprintf("EventBridge rule '%s', which %s, was deleted: the baseline of %s has it.", [rule.name, purpose, drift.since]),
	"evidence": drift.evidence(object.union({"targets": rule_targets.before(rule)}, about(rule))),
	"fix": [], # a snapshot holds neither the inputs of its targets nor their roles
} if {
	now := {rule.arn | some rule in input.aws.events.rules}
	some rule in data.baseline.aws.events.rules
	not rule.arn in now
	startswith(rule.state, "ENABLED")
	purpose := purpose_of(rule, rule_targets.before(rule))
	drift.read_now_in("events.rules", rule.region)
}

# What a service manages for itself carries nobody's alerts.
purpose_of(rule, targets) := sprintf("starts state machine '%s'", [concat("', '", sort(names))]) if {
	names := {incident_response.machine_name(target) | some target in targets}
	count(names) > 0
} else := "carries alerts" if {
	carries_alert(rule, targets)
}

evidence_of(rule, targets) := drift.evidence({}) if {
	rule.arn in were_enabled
} else := {"kind": "state"} if {
	some target in targets
	incident_response.is_machine(target)
} else := {"kind": "state"} if carries_alert(rule, targets)

carries_alert(rule, targets) if {
	count(rule.matches) > 0
	count(targets) > 0
	object.get(rule, "managed_by", "") == ""
}

were_enabled contains rule.arn if {
	some rule in data.baseline.aws.events.rules
	startswith(rule.state, "ENABLED")
}

about(rule) := object.filter(rule, ["state", "matches", "schedule_expression"])

# undecided are reasons for which it cannot be told whether a disabled rule carries alerts.
undecided contains sprintf("the pattern of EventBridge rule '%s' cannot be evaluated: %s", [rule.name, rule.pattern_error]) if {
	some rule in input.aws.events.rules
	rule.state == "DISABLED"
	rule.pattern_error
}
