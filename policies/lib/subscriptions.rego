# METADATA
# title: What became of a topic's subscriptions since the baseline
# description: |
#   A subscription is known by its protocol and endpoint: its ARN changes when somebody subscribes anew.
#   One that was never confirmed received nothing, and is none. Only this account's own are listed.
package tocsin.lib.subscriptions

import data.tocsin.lib.arn
import data.tocsin.lib.drift

# gone are the subscriptions of a topic that only the baseline has, come those that it has not.
gone(topic) := without(object.get(then, topic, []), object.get(now, topic, [])) if {
	drift.read_now_in("sns.subscriptions", arn.region(topic))
}

come(topic) := without(object.get(now, topic, []), object.get(then, topic, [])) if {
	drift.read_then_in("sns.subscriptions", arn.region(topic))
}

without(these, those) := [one |
	known := {[other.protocol, other.endpoint] | some other in those}
	some one in these
	not [one.protocol, one.endpoint] in known
]

now := {topic: list |
	some topic in {one.topic_arn | some one in input.aws.sns.subscriptions; one.confirmed == true}
	list := [one | some one in input.aws.sns.subscriptions; one.topic_arn == topic; one.confirmed == true]
}

then := {topic: list |
	some topic in {one.topic_arn | some one in data.baseline.aws.sns.subscriptions; one.confirmed == true}
	list := [one | some one in data.baseline.aws.sns.subscriptions; one.topic_arn == topic; one.confirmed == true]
}
