package tocsin.readiness.contact_change_not_alerted_test

import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.probe
import data.tocsin.readiness.contact_change_not_alerted as rule

test_nothing_alerts if {
	snapshot := alert.silent({})
	findings := rule.deny with input as snapshot
	count(findings) == 1
	not rule.confirmed with input as snapshot
	some finding in findings
	finding.msg == concat(": ", [
		"Nobody is alerted of PutAlternateContact, DeleteAlternateContact and PutContactInformation",
		"no metric filter and no rule matches.",
	])
	finding.resource == fixture.account
	startswith(finding.key, concat(" ", probe.contact))
	finding.evidence.probes == probe.contact
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

test_applicable if rule.applicable with input as fixture.empty

test_not_in_govcloud if {
	not rule.applicable with input as {"meta": {"partition": "aws-us-gov"}}
}
