# METADATA
# title: An alarm notifies a topic that nobody listens to
# description: |
#   SNS cannot be paused; unsubscribing everybody comes to the same. Only topics that an alarm of this
#   account names count. A pending subscription receives nothing, and deleted ones show that somebody
#   once listened. A topic of another account cannot be looked at, and is not judged.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
# custom:
#   severity: high
#   runbook: sns_paused
#   attack: [T1562.001]
#   remediation: Subscribe those who are to be alarmed, have them confirm, and find the Unsubscribe calls in the event history.
package tocsin.ioc.topic_without_subscribers

import data.tocsin.lib.arn
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Topic '%s' is what alarms notify, and has no confirmed subscription.", [arn.name(topic.arn)]),
	"resource": topic.arn,
	"region": topic.region,
	"evidence": object.union(
		{"alarms": alarms_notifying(topic.arn)},
		object.filter(topic, ["subscriptions_confirmed", "subscriptions_pending", "subscriptions_deleted"]),
	),
	"fix": [sprintf(
		`aws sns subscribe --topic-arn=%s --protocol=email --notification-endpoint="$EMAIL" --region=%s`,
		[shell.quote(topic.arn), shell.quote(topic.region)],
	)],
} if {
	notified := {action | some alarm in input.aws.cloudwatch.alarms; some action in alarm.alarm_actions}
	some topic in input.aws.sns.topics
	topic.subscriptions_confirmed == 0
	topic.arn in notified
}

alarms_notifying(topic) := [alarm.arn |
	some alarm in input.aws.cloudwatch.alarms
	topic in alarm.alarm_actions
]
