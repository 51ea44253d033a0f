# METADATA
# title: An alarm notifies a topic that nobody listens to
# description: |
#   SNS cannot be paused; unsubscribing everybody comes to the same. Only topics count that an alarm of
#   this account names, or a rule of EventBridge for what CloudTrail records. A pending subscription
#   receives nothing, and deleted ones show that somebody once listened. A topic of another account
#   cannot be looked at, and is not judged.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
# custom:
#   severity: high
#   runbook: sns_paused
#   attack: [T1562.001]
#   remediation: Subscribe those who are to be alarmed, have them confirm, and find the Unsubscribe calls in the event history.
package tocsin.ioc.topic_without_subscribers

import data.tocsin.lib.alarm_topics
import data.tocsin.lib.arn
import data.tocsin.lib.guards
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Topic '%s' is what %s notify, and has no confirmed subscription%s.", [arn.name(topic.arn), who, guards.text(names)]),
	"resource": topic.arn,
	"region": topic.region,
	"evidence": object.union_n([
		{"alarms": alarm_topics.notifying(topic.arn)},
		guards.evidence(names),
		object.filter(topic, ["subscriptions_confirmed", "subscriptions_pending", "subscriptions_deleted"]),
	]),
	"fix": [sprintf(
		`aws sns subscribe --topic-arn=%s --protocol=email --notification-endpoint="$EMAIL" --region=%s`,
		[shell.quote(topic.arn), shell.quote(topic.region)],
	)],
} if {
	some topic in input.aws.sns.topics
	topic.subscriptions_confirmed == 0
	topic.arn in alarm_topics.now
	who := alarm_topics.notifiers(topic.arn)
	names := guards.topic(topic.arn)
}

# What topics are there for is said, and decides nothing.
confirmed if {
	input.coverage["cloudwatch.alarms"].status == "complete"
	input.coverage["events.targets"].status == "complete"
	input.coverage["sns.topics"].status == "complete"
}
