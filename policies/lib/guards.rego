# METADATA
# title: What alarms and topics are there for
# description: The probes of which people would learn by an alarm or a topic, were the rest of the path whole.
package tocsin.lib.guards

import data.tocsin.lib.alarms
import data.tocsin.lib.probe

# alarm names the probes by which an alarm goes off, or one with which a composite alarm does.
alarm(alarm) := ordered(by_metric(alarm) | {name |
	some child in alarm.fires_with
	some one in alarms.named(alarm.region, child)
	some name in by_metric(one)
})

# topic names the probes of which a topic is told, by alarms or by rules.
topic(topic) := ordered({name |
	some notifier in alarms.notifying(topic)
	some name in alarm(notifier)
} | object.get(by_rules, topic, set()))

# by_rules are the probes of which rules tell their targets.
by_rules := {target: names |
	some target in {told[0] | some told in telling}
	names := {name | some [other, name] in telling; other == target}
}

telling := {[target.arn, name] | some target in input.aws.events.targets; some name in matched[target.rule_arn]}

matched := object.union_n([{rule.arn: rule.matches} | some rule in input.aws.events.rules])

# What to say of them in a finding: the end of a sentence, and evidence.
text(names) := sprintf("; of %s people learn by it", [probe.listed(names)]) if {
	count(names) > 0
} else := ""

evidence(names) := {"alerts_of": names} if {
	count(names) > 0
} else := {}

by_metric(alarm) := {name | some name in written[[alarm.region, alarm.namespace, alarm.metric_name]]}

# written are the probes that filters count, by metric.
written := {metric: names |
	some metric in {counted[0] | some counted in counting}
	names := {name | some [other, name] in counting; other == metric}
}

counting := {[[filter.region, metric.namespace, metric.metric_name], name] |
	some filter in input.aws.logs.metric_filters
	some metric in filter.transformations
	some name in filter.matches
}

ordered(names) := [name | some name in probe.names; name in names]
