# METADATA
# title: From a topic on to those who listen
package tocsin.lib.alert_topic

import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.filter_policies
import data.tocsin.lib.shell
import data.tocsin.lib.topic_access

# path is the rest of an alert's path from a topic on. The sender has an arn, a region, its kind, which
# is alarm or rule, and the role as which it publishes, which may be none.
path(arn, sender) := array.concat(arrival(topics[arn], sender), [filter_policies.passes(topics[arn], sender)]) if {
	topics[arn].subscriptions_confirmed > 0
} else := arrival(topics[arn], sender) if {
	topics[arn]
} else := [exists(arn, sender.region)]

arrival(topic, sender) := [
	exists(topic.arn, sender.region),
	topic_access.permitted(topic, sender),
	topic_access.encrypted(topic, sender),
	subscribed(topic),
]

topics := object.union_n([{topic.arn: topic} | some topic in input.aws.sns.topics])

exists(topic, region) := edge.open("topic", topic, sprintf(
	"topic '%s' belongs to account %s, from which alone it can be seen whether anybody listens",
	[arn.name(topic), arn.account(topic)],
)) if {
	arn.account(topic) != input.meta.account_id
} else := edge.broken(
	"topic_region", topic, sprintf(
		"topic '%s' is in %s, and takes nothing from %s",
		[arn.name(topic), arn.region(topic), region],
	),
	[],
) if {
	arn.region(topic) != region
} else := edge.ok("topic", topic) if {
	topics[topic]
} else := edge.open("topic", topic, sprintf("whether topic '%s' exists could not be read", [arn.name(topic)])) if {
	edge.unread("sns.topics", region)
} else := edge.broken("topic_missing", topic, sprintf("topic '%s' does not exist", [arn.name(topic)]), [
	sprintf("aws sns create-topic --name=%s --region=%s", [shell.quote(arn.name(topic)), shell.quote(region)]),
	subscribe(topic),
])

subscribed(topic) := edge.ok("subscription", topic.arn) if {
	topic.subscriptions_confirmed > 0
} else := edge.broken(name, topic.arn, sprintf("topic '%s' %s", [arn.name(topic.arn), why]), [subscribe(topic.arn)]) if {
	topic.subscriptions_confirmed == 0
	[name, why] := lack(topic)
} else := edge.open("subscription", topic.arn, sprintf("who listens to topic '%s' could not be read", [arn.name(topic.arn)]))

lack(topic) := ["subscription_unconfirmed", "has only subscriptions that nobody has confirmed"] if {
	topic.subscriptions_pending > 0
} else := ["subscription_deleted", "had subscriptions, and has none any more"] if {
	topic.subscriptions_deleted > 0
} else := ["subscription_missing", "has no subscription"]

subscribe(topic) := sprintf(
	`aws sns subscribe --topic-arn=%s --protocol=email --notification-endpoint="$EMAIL" --region=%s`,
	[shell.quote(topic), shell.quote(arn.region(topic))],
)
