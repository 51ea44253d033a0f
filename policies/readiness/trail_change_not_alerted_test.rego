package tocsin.readiness.trail_change_not_alerted_test

import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.probe
import data.tocsin.readiness.trail_change_not_alerted as rule

test_nothing_alerts if {
	snapshot := alert.silent({})
	findings := rule.deny with input as snapshot
	count(findings) == 1
	not rule.confirmed with input as snapshot
	some finding in findings
	finding.msg == "Nobody is alerted of StopLogging, DeleteTrail and UpdateTrail: no metric filter and no rule matches."
	finding.resource == fixture.account
	startswith(finding.key, concat(" ", probe.trail))
	finding.evidence.probes == probe.trail
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

# StopLogging is an event of the trail's home region.
test_rule_outside_the_home_region if {
	trail := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main", "home_region": "eu-west-1"})
	findings := rule.deny with input as alert.by_rule({"cloudtrail": {"trails": [trail]}})
	some finding in findings
	endswith(finding.msg, ": rule 'audit' is in us-east-1, and the event occurs in eu-west-1.")
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
