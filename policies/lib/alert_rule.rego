# METADATA
# title: The paths of alerts by rules of EventBridge
# description: |
#   Events of CloudTrail arrive on the default bus of the region in which they are recorded.
package tocsin.lib.alert_rule

import data.tocsin.lib.alert_target
import data.tocsin.lib.alert_trail
import data.tocsin.lib.edge
import data.tocsin.lib.rule_commands
import data.tocsin.lib.shell

paths(probe, region) := {array.concat(recorded, array.concat([here(rule, region)], behind[rule.arn])) |
	recorded := alert_trail.recorded(region)
	some rule in matching
	probe in rule.matches
}

# What a service manages for itself, such as the rule that fills an archive with all events, tells nobody.
matching := [rule |
	some rule in input.aws.events.rules
	count(rule.matches) > 0
	object.get(rule, "managed_by", "") == ""
]

here(rule, region) := edge.ok("rule_region", rule.arn) if {
	rule.region == region
} else := edge.broken(
	"rule_region", rule.arn, sprintf(
		"rule '%s' is in %s, and the event occurs in %s",
		[rule.name, rule.region, region],
	),
	rule_commands.copy(rule, region),
)

# behind is the rest of the path from each rule on. It is the same for all probes.
behind := object.union_n([{rule.arn: array.concat([on_default_bus(rule), enabled(rule)], alert_target.path(rule))} | some rule in matching])

on_default_bus(rule) := edge.ok("rule_bus", rule.arn) if {
	rule.event_bus_name == "default"
} else := edge.broken(
	"rule_bus", rule.arn, sprintf(
		"rule '%s' is on event bus '%s', where no events of CloudTrail arrive",
		[rule.name, rule.event_bus_name],
	),
	rule_commands.copy(rule, rule.region),
)

# What the probes do are writes: rules need no more than to be enabled.
enabled(rule) := edge.ok("rule_enabled", rule.arn) if {
	rule.state in {"ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}
} else := edge.broken("rule_disabled", rule.arn, sprintf("rule '%s' is disabled", [rule.name]), [sprintf(
	"aws events enable-rule --name=%s --event-bus-name=%s --region=%s",
	[shell.quote(rule.name), shell.quote(rule.event_bus_name), shell.quote(rule.region)],
)]) if {
	rule.state == "DISABLED"
} else := edge.open("rule_enabled", rule.arn, sprintf("the state of rule '%s' is not known", [rule.name]))

# undecided are rules that might match and cannot be evaluated.
undecided contains sprintf("whether rule '%s' matches cannot be told: %s", [rule.name, rule.pattern_error]) if {
	some rule in input.aws.events.rules
	rule.pattern_error
	rule.event_bus_name == "default"
	rule.state != "DISABLED"
}
