# METADATA
# title: The commands that make rules of EventBridge
# description: Which topic a rule is to notify, and whether that lets it, is up to whoever runs them.
package tocsin.lib.rule_commands

import data.tocsin.lib.shell

# put makes a rule on the default bus of a region.
put(name, pattern, region) := [
	sprintf("aws events put-rule --name=%s --event-pattern=%s --region=%s", [shell.quote(name), shell.quote(pattern), shell.quote(region)]),
	put_target(name, region),
]

# copy puts a rule onto the default bus of a region.
copy(rule, region) := put(rule.name, rule.event_pattern, region)

put_target(name, region) := sprintf(
	`aws events put-targets --rule=%s --targets="Id=alert,Arn=$TOPIC_ARN" --region=%s`,
	[shell.quote(name), shell.quote(region)],
)
