package tocsin.readiness.root_usage_not_alerted_test

import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.probe
import data.tocsin.readiness.root_usage_not_alerted as rule

test_nothing_alerts if {
	snapshot := alert.silent({})
	findings := rule.deny with input as snapshot
	count(findings) == 1
	not rule.confirmed with input as snapshot
	some finding in findings
	finding.msg == "Nobody is alerted of root's console logins and root's API calls: no metric filter and no rule matches."
	finding.resource == fixture.account
	startswith(finding.key, concat(" ", probe.root))
	finding.evidence.probes == probe.root
	finding.evidence.regions == ["us-east-1"]
	[startswith(finding.fix[0], "aws events put-rule "), startswith(finding.fix[1], "aws events put-targets ")] == [true, true]
}

test_clean[note] if {
	some note, snapshot in {"by a filter": alert.by_filter({}), "by a rule": alert.by_rule({})}
	findings := rule.deny with input as snapshot
	count(findings) == 0
	rule.confirmed with input as snapshot
}

# What nobody subscribes to, nobody hears.
test_broken_path if {
	topic := object.union(alert.topic, {"subscriptions_confirmed": 0, "subscriptions_pending": 1})
	findings := rule.deny with input as alert.by_filter({"sns": {"topics": [topic]}})
	count(findings) == 1
	some finding in findings
	finding.evidence.broken_edge == {"edge": "subscription_unconfirmed", "at": topic.arn}
	startswith(finding.fix[0], "aws sns subscribe ")
}

# AWS's own key for SNS lets neither alarms nor rules publish.
test_topic_encrypted_by_the_managed_key if {
	topic := object.union(alert.topic, {"kms_master_key_id": "alias/aws/sns"})
	snapshot := alert.by_filter({"sns": {"topics": [topic]}})
	findings := rule.deny with input as snapshot
	{finding.evidence.broken_edge | some finding in findings} == {{"edge": "topic_key", "at": topic.arn}}
	not rule.confirmed with input as snapshot
}

# The policy with which topics are born lets alarms publish, and no rules.
test_topic_with_the_policy_it_was_born_with if {
	topic := object.union(alert.topic, {"publishers": [
		{"service": "cloudwatch.amazonaws.com", "may_publish": true},
		{"service": "events.amazonaws.com", "may_publish": false},
	]})
	rule.confirmed with input as alert.by_filter({"sns": {"topics": [topic]}})
	findings := rule.deny with input as alert.by_rule({"sns": {"topics": [topic]}})
	{finding.evidence.broken_edge | some finding in findings} == {{"edge": "topic_policy", "at": topic.arn}}
}

# P5: a stopped trail, an alarm in another region and on another namespace, with its actions disabled.
test_p5 if {
	snapshot := alert.by_filter({
		"cloudtrail": {"trails": [object.union(fixture.trail, {"is_logging": false})]},
		"cloudwatch": {"alarms": [object.union(alert.alarm, {"region": "eu-west-1", "namespace": "Other", "actions_enabled": false})]},
	})
	findings := rule.deny with input as snapshot
	some finding in findings
	endswith(finding.msg, ": trail 'main' has stopped logging.")
	count(finding.fix) == 2
}

# P6, T1: the order of the clauses is no difference.
test_p6_t1_reordered_clauses if {
	reordered := object.union(alert.filter, {
		"pattern": `{ $.eventType != "AwsServiceEvent" && $.userIdentity.invokedBy NOT EXISTS && $.userIdentity.type = "Root" }`,
		"matches": probe.root,
	})
	snapshot := alert.by_filter({"logs": {"metric_filters": [reordered]}})
	findings := rule.deny with input as snapshot
	count(findings) == 0
	rule.confirmed with input as snapshot
}

# A rule for logins only, and one for everything but logins, are enough together.
test_two_detectors if {
	logins := object.union(alert.rule, {"matches": ["root_console_login"]})
	snapshot := alert.by_filter({
		"logs": {"metric_filters": [object.union(alert.filter, {"matches": ["root_api_call"]})]},
		"events": {"rules": [logins], "targets": [alert.target]},
	})
	rule.confirmed with input as snapshot
}

# Root's logins are recorded in us-east-1, wherever people are.
test_rule_outside_us_east_1 if {
	findings := rule.deny with input as alert.by_rule({"events": {"rules": [object.union(alert.rule, {"region": "eu-west-1"})]}})
	some finding in findings
	endswith(finding.msg, ": rule 'audit' is in eu-west-1, and the event occurs in us-east-1.")
	startswith(finding.fix[0], "aws events put-rule --name=audit ")
}

test_organisation if {
	trail := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:us-east-1:210987654321:trail/all", "is_organization_trail": true})
	snapshot := alert.silent({"cloudtrail": {"trails": [trail]}})
	not rule.confirmed with input as snapshot
	rule.confirmed with input as snapshot with data.params.central_alerting as true
	reasons := rule.unknown with input as snapshot
	some reason in reasons
	contains(reason, "account 210987654321")
}

# A rule about absence: what it finds without having read is possible, no verdict.
test_unread[note] if {
	some note, snapshot in {
		"everything": fixture.empty,
		"mute rules": drift.lacking(alert.by_filter({}), "cloudwatch.alarm_mute_rules", "us-east-1"),
	}
	not rule.confirmed with input as snapshot
}

# An archive is filled by a rule that EventBridge manages and that matches everything.
test_archive if {
	archive := alert.by_rule({"events": {
		"rules": [object.union(alert.rule, {"name": "Events-Archive-all", "managed_by": "prod.vhs.events.aws.internal"})],
		"targets": [object.union(alert.target, {"arn": "arn:aws:events:us-east-1:::"})],
	}})
	not rule.confirmed with input as archive
	findings := rule.deny with input as archive
	some finding in findings
	endswith(finding.msg, "no metric filter and no rule matches.")
}

# Whether anybody listens behind it the account does not say.
test_target_that_leads_on[note] if {
	some note, arn in {
		"Firehose": "arn:aws:firehose:us-east-1:123456789012:deliverystream/siem",
		"Kinesis": "arn:aws:kinesis:us-east-1:123456789012:stream/siem",
		"another bus": "arn:aws:events:eu-west-1:123456789012:event-bus/siem",
	}
	snapshot := alert.by_rule(alert.with_target(arn))
	not rule.confirmed with input as snapshot
	reasons := rule.unknown with input as snapshot
	some reason in reasons
	contains(reason, "whether anybody listens behind 'siem' was not read")
}

test_target_that_tells_nobody[note] if {
	some note, arn in {
		"log group": "arn:aws:logs:us-east-1:123456789012:log-group:x",
		"stops an instance": "arn:aws:events:us-east-1:123456789012:target/stop-instance",
	}
	findings := rule.deny with input as alert.by_rule(alert.with_target(arn))
	{finding.evidence.broken_edge.edge | some finding in findings} == {"target_missing"}
}

# The third goes off with the second, that with the first, and tells alone.
test_nested_composite_alarms if {
	silent := object.union(alert.alarm, {"alarm_actions": []})
	second := composite("Second", "Audit", {"alarm_actions": []})
	third := composite("Third", "Second", {})
	changes := object.union({"cloudwatch": {"alarms": [silent, second, third]}}, alert.with_policy({"passes_alarms": [third.arn]}))
	rule.confirmed with input as alert.by_filter(changes)
}

composite(name, child, change) := object.union(object.remove(alert.alarm, ["metric_name"]), object.union(
	{"arn": sprintf("arn:aws:cloudwatch:us-east-1:123456789012:alarm:%s", [name]), "name": name, "fires_with": [child]},
	change,
))

# The composite alarm, which alone tells anybody, is silent as long as its suppressor goes off.
test_suppressed[state] if {
	some state, failing in {"ALARM": 1, "OK": 0}
	composite := object.union(alert.alarm, {
		"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:All",
		"name": "All",
		"alarm_rule": "ALARM(Audit)",
		"fires_with": ["Audit"],
		"actions_suppressor": "Maintenance",
	})
	alarms := [
		object.union(alert.alarm, {"alarm_actions": []}),
		object.remove(composite, ["metric_name"]),
		{"name": "Maintenance", "region": "us-east-1", "state_value": state},
	]
	snapshot := alert.by_filter(object.union({"cloudwatch": {"alarms": alarms}}, alert.with_policy({"passes_alarms": [composite.arn]})))
	proven := [true | rule.confirmed with input as snapshot]
	count(proven) == 1 - failing
	findings := rule.deny with input as snapshot
	count(findings) == failing
}
