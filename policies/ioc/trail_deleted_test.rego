package tocsin.ioc.trail_deleted_test

import data.tocsin.ioc.trail_deleted as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

now(trails) := drift.now({"cloudtrail": {"trails": trails}})

then(trails) := drift.then({"cloudtrail": {"trails": trails}})

test_deleted if {
	findings := rule.deny with input as now([]) with data.baseline as then([fixture.trail])
	findings == {{
		"msg": "Trail 'main' was deleted: the baseline of 2026-11-10T12:00:00Z has it.",
		"resource": fixture.trail.arn,
		"region": "us-east-1",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"is_logging": true,
			"is_multi_region_trail": true,
			"is_organization_trail": false,
			"s3_bucket_name": "logs",
		},
		"fix": [
			concat(" ", [
				"aws cloudtrail create-trail --name=main --s3-bucket-name=logs --is-multi-region-trail",
				"--enable-log-file-validation --region=us-east-1",
			]),
			"aws cloudtrail start-logging --name=arn:aws:cloudtrail:us-east-1:123456789012:trail/main --region=us-east-1",
		],
	}}
}

test_single_region_trail if {
	findings := rule.deny with input as now([])
		with data.baseline as then([object.union(fixture.trail, {"is_multi_region_trail": false})])
	some finding in findings
	not contains(finding.fix[0], "--is-multi-region-trail")
}

test_trail_of_the_organisation if {
	of_organisation := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:us-east-1:999999999999:trail/org"})
	findings := rule.deny with input as now([]) with data.baseline as then([of_organisation])
	{finding.fix | some finding in findings} == {[]}
}

test_clean[note] if {
	some note, tc in {
		"still there": {"now": [fixture.trail], "then": [fixture.trail]},
		"stopped": {"now": [object.union(fixture.trail, {"is_logging": false})], "then": [fixture.trail]},
		"created": {"now": [fixture.trail], "then": []},
		"never any": {"now": [], "then": []},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 0
}

# A trail that was not looked for is not gone.
test_unread[note] if {
	some note, tc in {
		"everything": {"snapshot": fixture.empty, "findings": 0},
		"its region": {"snapshot": drift.lacking(now([]), "cloudtrail.trails", "us-east-1"), "findings": 0},
		"another region": {"snapshot": drift.lacking(now([]), "cloudtrail.trails", "eu-west-1"), "findings": 1},
		"region not enabled any more": {"snapshot": object.union(now([]), {"meta": {"regions": ["eu-west-1"]}}), "findings": 0},
	}
	findings := rule.deny with input as tc.snapshot with data.baseline as then([fixture.trail])
	count(findings) == tc.findings
}

test_baseline_unread if {
	findings := rule.deny with input as now([]) with data.baseline as fixture.empty
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as now([])
	findings := rule.deny with input as now([])
	count(findings) == 0
}

test_applicable if rule.applicable with data.baseline as then([])

test_event if {
	event := fixture.event("cloudtrail.amazonaws.com/DeleteTrail", {"request": {"name": "main"}})
	some finding in rule.deny with input as fixture.events([event])
	finding.msg == sprintf("%s deleted trail 'main' %s.", [fixture.by_mallory, fixture.then_and_there])
	finding.resource == "arn:aws:cloudtrail:us-east-1:123456789012:trail/main"
	finding.evidence.kind == "event"
	finding.fix == []
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("cloudtrail.amazonaws.com/DeleteTrail")])
	contains(finding.msg, "tried to delete a trail")
	finding.resource == fixture.account
}

# Without a baseline the events decide, and without either nothing does.
test_event_applies if {
	rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
	rule.applicable with input.coverage as {"activity.groups": {"status": "missing"}}
	not rule.applicable with input.coverage as {"activity.groups": {"status": "off"}}
}

test_event_of_a_store[note] if {
	some note, tc in {
		"by ARN": ["arn:aws:cloudtrail:eu-west-1:123456789012:eventdatastore/0f1e2d3c", "eu-west-1"],
		"by id": ["0f1e2d3c", "us-east-1"],
	}
	event := fixture.event("cloudtrail.amazonaws.com/DeleteEventDataStore", {"request": {"eventDataStore": tc[0]}})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "deleted event data store '0f1e2d3c' at")
	finding.resource == sprintf("arn:aws:cloudtrail:%s:123456789012:eventdatastore/0f1e2d3c", [tc[1]])
	finding.fix == [sprintf(
		"aws cloudtrail restore-event-data-store --event-data-store=%s --region=%s",
		[finding.resource, tc[1]],
	)]
}
