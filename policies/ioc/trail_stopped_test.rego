package tocsin.ioc.trail_stopped_test

import data.tocsin.ioc.trail_stopped as rule
import data.tocsin.lib.fixture_test as fixture

snapshot(trails) := fixture.snapshot({"cloudtrail": {"trails": trails}})

stopped := object.union(fixture.trail, {"is_logging": false, "stop_logging_time": "2026-11-22T03:00:00Z"})

test_c1_p5_stopped if {
	findings := rule.deny with input as snapshot([stopped])
	findings == {{
		"msg": "Trail 'main' is not logging.",
		"resource": fixture.trail.arn,
		"region": "us-east-1",
		"evidence": {
			"is_logging": false,
			"start_logging_time": "2024-01-01T00:00:00Z",
			"stop_logging_time": "2026-11-22T03:00:00Z",
			"is_organization_trail": false,
		},
		"fix": [concat(" ", [
			"aws cloudtrail start-logging",
			"--name=arn:aws:cloudtrail:us-east-1:123456789012:trail/main --region=us-east-1",
		])],
	}}
}

# That another trail logs does not excuse it.
test_t2_each_trail_by_itself if {
	other := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/b"})
	findings := rule.deny with input as snapshot([other, stopped])
	{finding.resource | some finding in findings} == {stopped.arn}
}

test_clean[note] if {
	some note, trails in {"logging": [fixture.trail], "no trail": []}
	findings := rule.deny with input as snapshot(trails)
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"status": {"cloudtrail": {"trails": [object.remove(fixture.trail, ["is_logging"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}

main := "arn:aws:cloudtrail:us-east-1:123456789012:trail/main"

test_event[note] if {
	some note, name in {"by name": "main", "by ARN": main}
	event := fixture.event("cloudtrail.amazonaws.com/StopLogging", {"request": {"name": name}})
	some finding in rule.deny with input as fixture.events([event])
	finding.msg == sprintf("%s stopped trail 'main' %s.", [fixture.by_mallory, fixture.then_and_there])
	finding.resource == main
	finding.key == "id-of-StopLogging"
	finding.evidence.kind == "event"
	finding.fix == [sprintf("aws cloudtrail start-logging --name=%s --region=us-east-1", [main])]
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("cloudtrail.amazonaws.com/StopLogging")])
	finding.msg == sprintf("%s tried to stop a trail %s, in vain (AccessDenied).", [fixture.by_mallory, fixture.then_and_there])
	finding.resource == fixture.account
	finding.evidence.succeeded == false
	finding.fix == []
}

test_event_of_another_kind if {
	event := fixture.event("cloudtrail.amazonaws.com/StartLogging", {"request": {"name": "main"}})
	count(rule.deny) == 0 with input as fixture.events([event])
}
