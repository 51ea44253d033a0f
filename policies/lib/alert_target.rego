# METADATA
# title: From a rule of EventBridge that matches on, to those who listen
package tocsin.lib.alert_target

import data.tocsin.lib.alert_topic
import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.rule_commands

targets := {rule: of_rule |
	some rule in {target.rule_arn | some target in input.aws.events.targets}
	of_rule := [target | some target in input.aws.events.targets; target.rule_arn == rule]
}

# path is the best rest of an alert's path from a rule that matches on.
path(rule) := edge.best(paths_of_targets) if {
	paths_of_targets := {to(target, rule) | some target in targets[rule.arn]; tells(target.arn)}
	count(paths_of_targets) > 0
} else := [edge.open("target", rule.arn, sprintf("the targets of rule '%s' could not all be read", [rule.name]))] if {
	edge.unread("events.targets", rule.region)
} else := [edge.broken(
	"target_missing",
	rule.arn,
	sprintf("rule '%s' has no target that would tell anybody", [rule.name]),
	[rule_commands.put_target(rule.name, rule.region)],
)]

# A log group tells nobody, nor does what stops or restarts an instance.
tells(target) if {
	arn.service(target) != "logs"
	not contains(target, ":target/")
}

# Streams carry events to stores more often than to people, and what another bus does with them its own rules say.
leads_on(target) if arn.service(target) in {"firehose", "kinesis"}

leads_on(target) if contains(target, ":event-bus/")

to(target, rule) := alert_topic.path(target.arn, {
	"kind": "rule",
	"arn": rule.arn,
	"region": rule.region,
	"role": object.get(target, "role_arn", ""),
}) if {
	arn.service(target.arn) == "sns"
} else := [edge.open("target", target.arn, sprintf("whether anybody listens behind '%s' was not read", [arn.name(target.arn)]))] if {
	leads_on(target.arn)
} # where it leads cannot be followed

else := [edge.ok("target", target.arn)]
