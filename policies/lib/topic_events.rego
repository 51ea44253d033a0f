# METADATA
# title: The topics that CloudTrail's events are about
# description: |
#   What matters are the topics by which alerts go. Where nobody looked at what notifies topics, an event
#   counts all the same, and says so.
package tocsin.lib.topic_events

import data.tocsin.lib.account
import data.tocsin.lib.alarm_topics
import data.tocsin.lib.arn
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

# subject is the topic that an event is about, how to call it, and what is known of it.
subject(event) := {"arn": topic, "name": event_finding.named("topic", arn.name(topic)), "why": why} if {
	topic := topic_arn(event)
	topic != ""
	why := reason(topic)
} else := {"arn": account.arn, "name": "a topic", "why": ""} if {
	event.succeeded == false
	topic_arn(event) == ""
}

reason(topic) := sprintf(", which %s notify", [alarm_topics.notifiers(topic)]) if {
	topic in alarm_topics.ever
} else := ", which may carry alerts: what notifies topics is not known" if {
	some section in ["cloudwatch.alarms", "events.targets"]
	events.is_off(section)
}

# A subscription's ARN is its topic's with an id behind it.
topic_arn(event) := topic if {
	topic := events.text(event, ["request", "topicArn"])
	topic != ""
} else := concat(":", array.slice(split(events.text(event, ["request", "subscriptionArn"]), ":"), 0, 6))
