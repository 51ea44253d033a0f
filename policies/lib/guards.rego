# METADATA
# title: What alarms and topics are there for
# description: The probes of which people would learn by an alarm or a topic, were the rest of the path whole.
package tocsin.lib.guards

import data.tocsin.lib.probe

# alarm names the probes by which an alarm goes off, or one with which a composite alarm does.
alarm(alarm) := ordered(by_metric(alarm) | {name |
	some child in input.aws.cloudwatch.alarms
	child.region == alarm.region
	child.name in alarm.fires_with
	some name in by_metric(child)
})

# topic names the probes of which a topic is told, by alarms or by rules.
topic(topic) := ordered({name |
	some notifier in input.aws.cloudwatch.alarms
	topic in notifier.alarm_actions
	some name in alarm(notifier)
} | {name |
	some target in input.aws.events.targets
	target.arn == topic
	some rule in input.aws.events.rules
	rule.arn == target.rule_arn
	some name in rule.matches
})

# What to say of them in a finding: the end of a sentence, and evidence.
text(names) := sprintf("; of %s people learn by it", [probe.listed(names)]) if {
	count(names) > 0
} else := ""

evidence(names) := {"alerts_of": names} if {
	count(names) > 0
} else := {}

by_metric(alarm) := {name |
	some metric in written
	metric.region == alarm.region
	metric.namespace == alarm.namespace
	metric.metric_name == alarm.metric_name
	some name in metric.matches
}

# written are the metrics of filters that match any probe.
written := [object.union(metric, {"region": filter.region, "matches": filter.matches}) |
	some filter in input.aws.logs.metric_filters
	count(filter.matches) > 0
	some metric in filter.transformations
]

ordered(names) := [name | some name in probe.names; name in names]
