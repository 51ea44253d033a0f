# METADATA
# title: Whether filter policies let alerts through to those who listen
# description: |
#   Subscriptions of other accounts count among those that are confirmed; their filter policies are theirs.
package tocsin.lib.filter_policies

import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.shell

# passes is the edge from a topic with confirmed subscriptions to those who get what a sender sends.
passes(topic, sender) := edge.ok("filter_policy", topic.arn) if {
	some policy in of_topic[topic.arn]
	lets(policy, sender) == true
} else := edge.ok("filter_policy", topic.arn) if {
	not edge.unread("sns.filter_policies", sender.region)
	topic.subscriptions_confirmed > count(object.get(of_topic, topic.arn, []))
} else := edge.open("filter_policy", topic.arn, sprintf(
	"whether the filter policies of topic '%s' let the alert through is not known",
	[arn.name(topic.arn)],
)) if {
	not all_block(topic, sender)
} else := edge.broken(
	"filter_policy", topic.arn, sprintf(
		"the filter policies of topic '%s' let no such alert through",
		[arn.name(topic.arn)],
	),
	[unfilter(policy.subscription_arn) | some policy in of_topic[topic.arn]],
)

all_block(topic, sender) if {
	not edge.unread("sns.filter_policies", sender.region)
	count([policy | some policy in of_topic[topic.arn]; lets(policy, sender) == false]) >= topic.subscriptions_confirmed
}

lets(policy, sender) := sender.arn in policy.passes_alarms if sender.kind == "alarm"

lets(policy, sender) := policy.passes_events if sender.kind == "rule"

of_topic := {topic: policies |
	some topic in {policy.topic_arn | some policy in input.aws.sns.filter_policies}
	policies := [policy | some policy in input.aws.sns.filter_policies; policy.topic_arn == topic]
}

unfilter(subscription) := sprintf(
	"aws sns set-subscription-attributes --subscription-arn=%s --attribute-name=FilterPolicy --attribute-value='{}' --region=%s",
	[shell.quote(subscription), shell.quote(arn.region(subscription))],
)
