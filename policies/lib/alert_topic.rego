# METADATA
# title: From a topic on to those who listen
package tocsin.lib.alert_topic

import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.shell

# path is the rest of an alert's path from a topic on. The sender has a region, the name of the fact
# of filter policies that says whether its messages pass, and an arn.
path(topic, sender) := [exists(topic, sender.region), subscribed(topic), passes(topic, sender)] if {
	topics[topic].subscriptions_confirmed > 0
} else := [exists(topic, sender.region), subscribed(topic)] if {
	topics[topic]
} else := [exists(topic, sender.region)]

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

subscribed(topic) := edge.ok("subscription", topic) if {
	topics[topic].subscriptions_confirmed > 0
} else := edge.broken(name, topic, sprintf("topic '%s' %s", [arn.name(topic), why]), [subscribe(topic)]) if {
	topics[topic].subscriptions_confirmed == 0
	[name, why] := lack(topics[topic])
} else := edge.open("subscription", topic, sprintf("who listens to topic '%s' could not be read", [arn.name(topic)]))

lack(topic) := ["subscription_unconfirmed", "has only subscriptions that nobody has confirmed"] if {
	topic.subscriptions_pending > 0
} else := ["subscription_deleted", "had subscriptions, and has none any more"] if {
	topic.subscriptions_deleted > 0
} else := ["subscription_missing", "has no subscription"]

subscribe(topic) := sprintf(
	`aws sns subscribe --topic-arn=%s --protocol=email --notification-endpoint="$EMAIL" --region=%s`,
	[shell.quote(topic), shell.quote(arn.region(topic))],
)

# Subscriptions of other accounts count among those confirmed; their filter policies are theirs.
passes(topic, sender) := edge.ok("filter_policy", topic) if {
	count(letting(topic, sender)) > 0
} else := edge.ok("filter_policy", topic) if {
	not edge.unread("sns.filter_policies", sender.region)
	topics[topic].subscriptions_confirmed > count(object.get(policies, topic, []))
} else := edge.open("filter_policy", topic, sprintf(
	"whether the filter policies of topic '%s' let the alert through is not known",
	[arn.name(topic)],
)) if {
	not all_block(topic, sender)
} else := edge.broken(
	"filter_policy", topic, sprintf(
		"the filter policies of topic '%s' let no such alert through",
		[arn.name(topic)],
	),
	[unfilter(policy.subscription_arn) | some policy in policies[topic]],
)

all_block(topic, sender) if {
	not edge.unread("sns.filter_policies", sender.region)
	count(blocking(topic, sender)) >= object.get(topics[topic], "subscriptions_confirmed", 0)
}

letting(topic, sender) := [policy | some policy in policies[topic]; lets(policy, sender) == true]

blocking(topic, sender) := [policy | some policy in policies[topic]; lets(policy, sender) == false]

lets(policy, sender) := sender.arn in policy.passes_alarms if sender.kind == "alarm"

lets(policy, sender) := policy.passes_events if sender.kind == "rule"

policies := {topic: of_topic |
	some topic in {policy.topic_arn | some policy in input.aws.sns.filter_policies}
	of_topic := [other | some other in input.aws.sns.filter_policies; other.topic_arn == topic]
}

unfilter(subscription) := sprintf(
	"aws sns set-subscription-attributes --subscription-arn=%s --attribute-name=FilterPolicy --attribute-value='{}' --region=%s",
	[shell.quote(subscription), shell.quote(arn.region(subscription))],
)
