package tocsin.ioc.log_group_deleted_test

import data.tocsin.ioc.log_group_deleted as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

group := {
	"arn": "arn:aws:logs:us-east-1:123456789012:log-group:cloudtrail/main",
	"name": "cloudtrail/main",
	"region": "us-east-1",
	"exists": true,
}

gone := object.union(group, {"exists": false})

keeping(days) := object.union(group, {"retention_in_days": days})

now(groups) := drift.now({"cloudtrail": {"log_groups": groups}})

then(groups) := drift.then({"cloudtrail": {"log_groups": groups}})

test_gone if {
	findings := rule.deny with input as now([gone])
	findings == {{
		"msg": "Log group 'cloudtrail/main', which a trail delivers to, does not exist.",
		"resource": group.arn,
		"region": "us-east-1",
		"evidence": {"kind": "state"},
		"fix": ["aws logs create-log-group --log-group-name=cloudtrail/main --region=us-east-1"],
	}}
}

test_gone_since if {
	findings := rule.deny with input as now([gone]) with data.baseline as then([group])
	count(findings) == 1
	some finding in findings
	finding.evidence == {"kind": "drift", "baseline": drift.since}
	contains(finding.msg, "does not exist any more; in the baseline of 2026-11-10T12:00:00Z it does")
}

test_gone_then_too if {
	findings := rule.deny with input as now([gone]) with data.baseline as then([gone])
	some finding in findings
	finding.evidence == {"kind": "state"}
}

test_retention_cut[note] if {
	some note, tc in {
		"from a year": {
			"then": keeping(365),
			"says": "Log group 'cloudtrail/main' keeps events for 1 days; the baseline of 2026-11-10T12:00:00Z has 365.",
			"fix": "aws logs put-retention-policy --log-group-name=cloudtrail/main --retention-in-days=365 --region=us-east-1",
		},
		"from for ever": {
			"then": group,
			"says": "Log group 'cloudtrail/main' keeps events for 1 days; the baseline of 2026-11-10T12:00:00Z has no limit.",
			"fix": "aws logs delete-retention-policy --log-group-name=cloudtrail/main --region=us-east-1",
		},
	}
	findings := rule.deny with input as now([keeping(1)]) with data.baseline as then([tc.then])
	count(findings) == 1
	some finding in findings
	finding.msg == tc.says
	finding.key == "retention"
	finding.evidence.kind == "drift"
	finding.fix == [tc.fix]
}

test_clean[note] if {
	some note, tc in {
		"there": {"now": [group], "then": []},
		"unchanged": {"now": [keeping(7)], "then": [keeping(7)]},
		"keeps more": {"now": [keeping(30)], "then": [keeping(7)]},
		"keeps all": {"now": [group], "then": [keeping(7)]},
		"new": {"now": [keeping(1)], "then": []},
		"made again": {"now": [keeping(1)], "then": [gone]},
		"none": {"now": [], "then": []},
		"no trail delivers there any more": {"now": [], "then": [group]},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 0
}

test_unread[note] if {
	some note, snapshot in {"everything": fixture.empty, "whether it exists": now([object.remove(group, ["exists"])])}
	findings := rule.deny with input as snapshot with data.baseline as then([group])
	count(findings) == 0
}

test_unread_baseline if {
	findings := rule.deny with input as now([keeping(1)]) with data.baseline as fixture.empty
	count(findings) == 0
}

test_event[note] if {
	some note, event in {
		"deleted log group": fixture.event("logs.amazonaws.com/DeleteLogGroup", {"request": {"logGroupName": "trail"}}),
		"deleted a stream of": fixture.event("logs.amazonaws.com/DeleteLogStream", {"request": {"logGroupName": "trail"}}),
		"ended a subscription of": fixture.event("logs.amazonaws.com/DeleteSubscriptionFilter", {"request": {"logGroupName": "trail"}}),
		"limited the retention of": fixture.event(
			"logs.amazonaws.com/PutRetentionPolicy",
			{"request": {"logGroupName": "trail", "retentionInDays": 1}},
		),
	}
	aws := object.union(fixture.activity([event]), {"cloudtrail": {"trails": [fixture.trail]}})
	some finding in rule.deny with input as drift.now(aws)
	contains(finding.msg, note)
	contains(finding.msg, "log group 'trail', which a trail delivers to")
	finding.resource == "arn:aws:logs:us-east-1:123456789012:log-group:trail"
}

# A trail that is gone, too, leaves its log group to the baseline.
test_event_of_a_former_trail if {
	event := fixture.event("logs.amazonaws.com/DeleteLogGroup", {"request": {"logGroupName": "trail"}})
	aws := object.union(fixture.activity([event]), {"cloudtrail": {"trails": []}})
	findings := rule.deny with input as drift.now(aws)
		with data.baseline as fixture.snapshot({"cloudtrail": {"trails": [fixture.trail]}})
	count(findings) == 1
	count(rule.deny) == 0 with input as drift.now(aws)
}

test_event_clean[note] if {
	some note, event in {
		"another group": fixture.event("logs.amazonaws.com/DeleteLogGroup", {"request": {"logGroupName": "web"}}),
		"kept long": fixture.event(
			"logs.amazonaws.com/PutRetentionPolicy",
			{"request": {"logGroupName": "trail", "retentionInDays": 365}},
		),
	}
	aws := object.union(fixture.activity([event]), {"cloudtrail": {"trails": [fixture.trail]}})
	count(rule.deny) == 0 with input as drift.now(aws)
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("logs.amazonaws.com/DeleteLogGroup")])
	contains(finding.msg, "tried to delete a log group")
}

# Some stores of events hold numbers as text.
test_event_of_retention_as_text[days] if {
	some days, want in {"1": 1, "89": 1, "90": 0, "365": 0, "ever": 1}
	event := fixture.event("logs.amazonaws.com/PutRetentionPolicy", {"request": {"logGroupName": "trail", "retentionInDays": days}})
	count(rule.deny) == want with input as fixture.events([event])
}
