# METADATA
# title: EventBridge rules that carry fewer alerts than they did
package tocsin.lib.weakened_triggers

import data.tocsin.lib.drift
import data.tocsin.lib.event_triggers
import data.tocsin.lib.probe
import data.tocsin.lib.rule_targets
import data.tocsin.lib.shell

weakened contains {
	"resource": rule,
	"key": "pattern",
	"text": sprintf("EventBridge rule '%s' does not match %s any more, as it did in the baseline of %s.", [
		rule.name,
		probe.listed(missed),
		drift.since,
	]),
	"evidence": drift.evidence({"pattern": then.event_pattern, "pattern_now": rule.event_pattern, "misses": missed}),
	"fix": [sprintf("aws events put-rule --name=%s --event-pattern=%s --event-bus-name=%s --region=%s", [
		shell.quote(rule.name),
		shell.quote(then.event_pattern),
		shell.quote(rule.event_bus_name),
		shell.quote(rule.region),
	])],
} if {
	some [then, rule] in carriers
	missed := [name | some name in then.matches; not name in rule.matches]
	rule.matches
	count(missed) > 0
}

# Of a rule that matches nothing any more, the targets are not read.
weakened contains {
	"resource": rule,
	"key": "targets",
	"text": sprintf("EventBridge rule '%s', which carries alerts, has lost %d of its targets since the baseline of %s.", [
		rule.name,
		count(gone),
		drift.since,
	]),
	"evidence": drift.evidence({"removed": sort(gone), "matches": rule.matches}),
	"fix": [], # a snapshot holds neither the inputs of targets nor their roles
} if {
	some [_, rule] in carriers
	count(rule.matches) > 0
	gone := rule_targets.before(rule) - rule_targets.now(rule)
	count(gone) > 0
	drift.read_now_in("events.targets", rule.region)
}

# carriers are the rules that carried alerts when the baseline was read and are still enabled, as they
# were then and as they are now.
carriers contains [then, now] if {
	now_by_arn := {rule.arn: rule | some rule in input.aws.events.rules}
	some then in data.baseline.aws.events.rules
	startswith(then.state, "ENABLED")
	event_triggers.carries_alert(then, rule_targets.before(then))
	now := now_by_arn[then.arn]
	startswith(now.state, "ENABLED")
}
