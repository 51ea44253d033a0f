# METADATA
# title: Alarms by what they are looked up by
# description: An index holds the places of alarms in their list, in its order.
package tocsin.lib.alarms

# named are the alarms of a name in a region.
named(region, name) := [input.aws.cloudwatch.alarms[i] | some i in by_name[[region, name]]]

by_name := {key: places |
	some key in {[alarm.region, alarm.name] | some alarm in input.aws.cloudwatch.alarms}
	places := {i | some i, alarm in input.aws.cloudwatch.alarms; [alarm.region, alarm.name] == key}
}

# on are the alarms on a metric in a region.
on(region, metric) := [input.aws.cloudwatch.alarms[i] | some i in by_metric[[region, metric.namespace, metric.metric_name]]]

by_metric := {key: places |
	some key in {[alarm.region, alarm.namespace, alarm.metric_name] | some alarm in input.aws.cloudwatch.alarms}
	places := {i | some i, alarm in input.aws.cloudwatch.alarms; [alarm.region, alarm.namespace, alarm.metric_name] == key}
}

# notifying are the alarms that have a topic, or anything else, among their actions.
notifying(action) := [input.aws.cloudwatch.alarms[i] | some i in by_action[action]]

by_action := {action: places |
	some action in {action | some alarm in input.aws.cloudwatch.alarms; some action in alarm.alarm_actions}
	places := {i | some i, alarm in input.aws.cloudwatch.alarms; some other in alarm.alarm_actions; other == action}
}

# above are the composite alarms that go off with an alarm, and those that go off with them.
above(alarm) := [composite |
	some i in graph.reachable(parents, by_child[[alarm.region, alarm.name]])
	composite := input.aws.cloudwatch.alarms[i]
]

# parents are the places of the composite alarms that go off with each of them.
parents := {i: places |
	some i, composite in input.aws.cloudwatch.alarms
	composite.fires_with
	places := {place | some place in by_child[[composite.region, composite.name]]}
}

# by_child are the places of the composite alarms that go off with an alarm of a name in a region.
by_child := {key: places |
	some key in {[alarm.region, name] | some alarm in input.aws.cloudwatch.alarms; some name in alarm.fires_with}
	places := {i | some i, alarm in input.aws.cloudwatch.alarms; some name in alarm.fires_with; [alarm.region, name] == key}
}

# computing are the alarms in a region that use a metric in an expression.
computing(region, metric) := [input.aws.cloudwatch.alarms[i] | some i in by_term[[region, metric.namespace, metric.metric_name]]]

by_term := {key: places |
	some key in {term[0] | some term in terms}
	places := {i | some [other, i] in terms; other == key}
}

terms := {[[alarm.region, metric.namespace, metric.metric_name], i] |
	some i, alarm in input.aws.cloudwatch.alarms
	some metric in alarm.in_expression
}
