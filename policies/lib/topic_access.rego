# METADATA
# title: Whether a topic takes what alarms and rules publish
# description: |
#   Alarms publish as cloudwatch.amazonaws.com and rules as events.amazonaws.com, unless a rule's target
#   names a role. The topic's policy must let them, and so must the key by which the topic is encrypted.
#   The key that AWS manages lets neither, and its policy cannot be changed. What is not judged, and counts
#   as if it let the alert through: the policy of a customer's own key, and what a role may do.
#   https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
package tocsin.lib.topic_access

import data.tocsin.lib.arn
import data.tocsin.lib.edge
import data.tocsin.lib.shell

# permitted is the edge past the topic's policy.
permitted(topic, sender) := edge.ok("topic_policy", topic.arn) if {
	is_permitted(topic, sender)
} else := edge.broken(
	"topic_policy", topic.arn, sprintf(
		"the policy of topic '%s' does not let %s publish for %s '%s'",
		[arn.name(topic.arn), services[sender.kind], sender.kind, arn.name(sender.arn)],
	),
	edit_policy(topic.arn),
) if {
	publisher(topic, sender).may_publish == false
} else := edge.open("topic_policy", topic.arn, sprintf(
	"whether the policy of topic '%s' lets %s publish cannot be told",
	[arn.name(topic.arn), services[sender.kind]],
))

is_permitted(_, sender) if sender.role != ""

is_permitted(topic, sender) if publisher(topic, sender).may_publish == true

is_permitted(topic, sender) if {
	some source in publisher(topic, sender).sources
	regex.match(source, sender.arn)
}

publisher(topic, sender) := [one | some one in topic.publishers; one.service == services[sender.kind]][0]

services := {"alarm": "cloudwatch.amazonaws.com", "rule": "events.amazonaws.com"}

# encrypted is the edge past the key by which the topic is encrypted.
encrypted(topic, sender) := edge.broken(
	"topic_key", topic.arn, sprintf(
		"topic '%s' is encrypted by the key 'alias/aws/sns', which AWS lets no %s use",
		[arn.name(topic.arn), sender.kind],
	),
	[sprintf(
		`aws sns set-topic-attributes --topic-arn=%s --attribute-name=KmsMasterKeyId --attribute-value="$KEY_ARN" --region=%s`,
		[shell.quote(topic.arn), shell.quote(arn.region(topic.arn))],
	)],
) if {
	is_managed(topic.kms_master_key_id)
	sender.role == ""
} else := edge.ok("topic_key", topic.arn) if {
	is_number(topic.subscriptions_confirmed) # its attributes were read
} else := edge.open("topic_key", topic.arn, sprintf("how topic '%s' is encrypted could not be read", [arn.name(topic.arn)]))

# The attribute holds what was set: the alias, or its ARN.
is_managed("alias/aws/sns")

is_managed(key) if {
	arn.service(key) == "kms"
	endswith(key, ":alias/aws/sns")
}

# The statement for the service is added by a person, between the two commands.
edit_policy(topic) := [
	sprintf("aws sns get-topic-attributes --topic-arn=%s --query=Attributes.Policy --output=text --region=%s > policy.json", place),
	sprintf("aws sns set-topic-attributes --topic-arn=%s --attribute-name=Policy --attribute-value=file://policy.json --region=%s", place),
] if {
	place := [shell.quote(topic), shell.quote(arn.region(topic))]
}
