# METADATA
# title: A subscription of a topic that alarms notify goes elsewhere
# description: |
#   The endpoint of a subscription cannot be changed: to send alarms elsewhere, one subscription is
#   removed and another of the same protocol confirmed. The count of confirmed subscriptions stays the
#   same, and whoever was alarmed hears nothing. Endpoints are people's addresses and are not told.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
#   - https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
# custom:
#   severity: critical
#   runbook: sns_paused
#   attack: [T1562.001, T1565]
#   applies_when: no baseline is given
#   remediation: |
#     Find out whose the new endpoint is. Unless it is known, remove it and subscribe those who are to be
#     alarmed again; the Subscribe call in the event history says who made it.
package tocsin.ioc.subscription_redirected

import data.tocsin.lib.alarm_topics
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.shell
import data.tocsin.lib.subscriptions

deny contains {
	"msg": sprintf(
		"Topic '%s', which %s notify, has another %s endpoint than the baseline of %s.",
		[arn.name(topic.arn), alarm_topics.notifiers(topic.arn), protocol, drift.since],
	),
	"resource": topic.arn,
	"region": topic.region,
	"key": protocol,
	"evidence": drift.evidence({"protocol": protocol, "removed": gone, "added": come}),
	"fix": array.concat(
		[sprintf("aws sns unsubscribe --subscription-arn=%s --region=%s", [shell.quote(one), shell.quote(topic.region)]) | some one in come],
		[sprintf(
			`aws sns subscribe --topic-arn=%s --protocol=%s --notification-endpoint="$ENDPOINT" --region=%s`,
			[shell.quote(topic.arn), shell.quote(protocol), shell.quote(topic.region)],
		)],
	),
} if {
	some topic in input.aws.sns.topics
	topic.arn in alarm_topics.ever
	some protocol in {one.protocol | some one in subscriptions.gone(topic.arn)}
	gone := [one.arn | some one in subscriptions.gone(topic.arn); one.protocol == protocol]
	come := [one.arn | some one in subscriptions.come(topic.arn); one.protocol == protocol]
	count(come) > 0
}

applicable if drift.given
