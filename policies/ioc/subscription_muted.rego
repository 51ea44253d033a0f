# METADATA
# title: A subscription's filter policy lets no alarm through
# description: |
#   A filter policy that no alert satisfies silences a subscription that looks confirmed and well. Alarms
#   give their messages no attributes, so a policy on attributes lets either all or none through; one on
#   the body is tried on what the topic's alarms would send. Only topics count that alarms or rules for
#   CloudTrail's events notify. A baseline tells which alarms a policy let through before.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
# custom:
#   severity: high
#   runbook: sns_paused
#   attack: [T1562.001]
#   events:
#     - sns.amazonaws.com/SetSubscriptionAttributes
#     - sns.amazonaws.com/SetTopicAttributes
#     - sns.amazonaws.com/RemovePermission
#   remediation: Clear the filter policy, and find the SetSubscriptionAttributes call in the event history.
package tocsin.ioc.subscription_muted

import data.tocsin.lib.alarm_topics
import data.tocsin.lib.arn
import data.tocsin.lib.attribute_events
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("The filter policy of a subscription of topic '%s' lets %s.", [arn.name(policy.topic_arn), why.text]),
	"resource": policy.subscription_arn,
	"region": policy.region,
	"evidence": object.union(why.evidence, object.filter(policy, ["policy", "scope", "topic_arn"])),
	"fix": [sprintf(
		"aws sns set-subscription-attributes --subscription-arn=%s --attribute-name=FilterPolicy --attribute-value='{}' --region=%s",
		[shell.quote(policy.subscription_arn), shell.quote(policy.region)],
	)],
} if {
	some policy in input.aws.sns.filter_policies
	why := reason(policy)
}

deny contains event_finding.of(change.event, change) if some change in attribute_events.changes

before := {policy.subscription_arn: policy | some policy in data.baseline.aws.sns.filter_policies}

reason(policy) := {
	"text": sprintf("fewer alarms through than in the baseline of %s", [drift.since]),
	"evidence": drift.evidence({"silenced": silenced}),
} if {
	policy.passes_alarms
	silenced := [alarm |
		some alarm in before[policy.subscription_arn].passes_alarms
		not alarm in policy.passes_alarms
		alarm in alarm_topics.notifying(policy.topic_arn)
	]
	count(silenced) > 0
} else := {"text": "no alarm through", "evidence": {"kind": "state", "silenced": alarms}} if {
	policy.passes_alarms == []
	alarms := alarm_topics.notifying(policy.topic_arn)
	count(alarms) > 0
} else := {"text": "no event through", "evidence": {"kind": "state"}} if {
	policy.passes_events == false
}

# What could not be evaluated is no silence, and no proof of the opposite.
unknown contains sprintf("whether the filter policy of '%s' lets alarms through: %s", [policy.subscription_arn, policy.policy_error]) if {
	some policy in input.aws.sns.filter_policies
	policy.policy_error
}

unknown contains reason if some reason in attribute_events.untold
