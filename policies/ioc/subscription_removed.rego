# METADATA
# title: A subscription of a topic that alarms notify was removed
# description: |
#   SNS cannot be paused; unsubscribing those who are to be alarmed comes to the same, and a link in
#   every e-mail does it without a call that a trail records. SNS counts deleted subscriptions for a
#   while; a baseline tells which one it was. Where the same endpoint is subscribed anew nothing is lost.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
#   - https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
# custom:
#   severity: high
#   runbook: sns_paused
#   attack: [T1562.001]
#   events:
#     - sns.amazonaws.com/Unsubscribe
#   remediation: Ask those who were subscribed whether they left. If not, subscribe them again and have them confirm.
package tocsin.ioc.subscription_removed

import data.tocsin.lib.alarm_topics
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.shell
import data.tocsin.lib.subscriptions
import data.tocsin.lib.topic_events

deny contains {
	"msg": sprintf("Topic '%s', which %s notify, %s.", [arn.name(topic.arn), alarm_topics.notifiers(topic.arn), why.text]),
	"resource": topic.arn,
	"region": topic.region,
	"evidence": object.union(why.evidence, object.filter(topic, ["subscriptions_confirmed", "subscriptions_deleted"])),
	"fix": [sprintf(
		`aws sns subscribe --topic-arn=%s --protocol=%s --notification-endpoint="$ENDPOINT" --region=%s`,
		[shell.quote(topic.arn), shell.quote(why.protocol), shell.quote(topic.region)],
	)],
} if {
	some topic in input.aws.sns.topics
	topic.arn in alarm_topics.ever
	why := reason(topic)
}

# Who unsubscribes by the link of an e-mail is not recorded: only the state shows it.
deny contains event_finding.of(event, {
	"did": "removed a subscription of",
	"try": "remove a subscription of",
	"what": sprintf("%s%s", [topic.name, topic.why]),
	"resource": topic.arn,
	"evidence": {"subscription": events.text(event, ["request", "subscriptionArn"])},
}) if {
	some event in events.of("sns.amazonaws.com", {"Unsubscribe"})
	topic := topic_events.subject(event)
}

reason(topic) := {
	"text": sprintf("has lost %d of its subscriptions since the baseline of %s", [count(gone), drift.since]),
	"evidence": drift.evidence({"removed": [object.filter(s, ["arn", "protocol"]) | some s in gone]}),
	"protocol": [s.protocol | some s in gone][0],
} if {
	gone := subscriptions.gone(topic.arn)
	count(gone) > 0
} else := {
	"text": sprintf("had %d of its subscriptions deleted lately", [topic.subscriptions_deleted]),
	"evidence": {"kind": "state"},
	"protocol": "email",
} if {
	topic.subscriptions_deleted > 0
}

unknown contains reason if some reason in events.untold("sns.amazonaws.com", {"Unsubscribe"})
