# METADATA
# title: A topic that alarms notify was deleted
# description: |
#   An alarm whose topic is gone goes off without a sound. An alarm that still names the topic shows it;
#   where the alarm was changed or deleted too, a baseline does. Another account's topic cannot be
#   looked at, and is not judged.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
# custom:
#   severity: high
#   runbook: sns_paused
#   attack: [T1562.001]
#   events:
#     - sns.amazonaws.com/DeleteTopic
#   remediation: |
#     Create the topic again under its name, subscribe those who are to be alarmed, and find the DeleteTopic
#     call in the event history.
package tocsin.ioc.topic_deleted

import data.tocsin.lib.alarm_topics
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.shell
import data.tocsin.lib.topic_events

deny contains {
	"msg": sprintf("Topic '%s', which %s notify, is not there%s.", [arn.name(topic), alarm_topics.notifiers(topic), why.text]),
	"resource": topic,
	"region": region,
	"evidence": object.union(why.evidence, {"alarms": alarm_topics.notifying(topic)}),
	"fix": [
		sprintf("aws sns create-topic --name=%s --region=%s", [shell.quote(arn.name(topic)), shell.quote(region)]),
		sprintf(
			`aws sns subscribe --topic-arn=%s --protocol=email --notification-endpoint="$EMAIL" --region=%s`,
			[shell.quote(topic), shell.quote(region)],
		),
	],
} if {
	there := {topic.arn | some topic in input.aws.sns.topics}
	some topic in (alarm_topics.now | (alarm_topics.then & before))
	not topic in there
	arn.account(topic) == input.meta.account_id
	region := arn.region(topic)
	drift.read_now_in("sns.topics", region)
	why := reason(topic)
}

deny contains event_finding.of(event, {
	"did": "deleted",
	"try": "delete",
	"what": sprintf("%s%s", [topic.name, topic.why]),
	"resource": topic.arn,
}) if {
	some event in events.of("sns.amazonaws.com", {"DeleteTopic"})
	topic := topic_events.subject(event)
}

before := {topic.arn | some topic in data.baseline.aws.sns.topics}

reason(topic) := {
	"text": sprintf(" any more; the baseline of %s has it", [drift.since]),
	"evidence": drift.evidence({}),
} if {
	topic in before
} else := {"text": "", "evidence": {"kind": "state"}}

unknown contains reason if some reason in events.untold("sns.amazonaws.com", {"DeleteTopic"})
