package tocsin.lib.event_finding_test

import data.tocsin.lib.event_finding
import data.tocsin.lib.events_test as fixture

test_told if {
	event_finding.told(fixture.event, "stopped", "stop", "trail 'main'") == concat("", [
		"'arn:aws:iam::111122223333:root' stopped trail 'main'",
		" at 2026-11-02T10:00:00Z from 198.51.100.7.",
	])
	event_finding.told(fixture.failed, "stopped", "stop", "a trail") == concat("", [
		"'arn:aws:iam::111122223333:root' tried to stop a trail",
		" at 2026-11-02T10:00:00Z from 198.51.100.7, in vain (AccessDenied).",
	])
}

test_evidence if {
	event_finding.evidence(fixture.event, {"trail": "main"}) == {
		"kind": "event",
		"event_id": "e1",
		"event_time": "2026-11-02T10:00:00Z",
		"event": "cloudtrail.amazonaws.com/StopLogging",
		"succeeded": true,
		"actor": "arn:aws:iam::111122223333:root",
		"source_ip_address": "198.51.100.7",
		"user_agent": "aws-cli/2",
		"root": "human",
		"trail": "main",
	}
}

test_actor_of_a_service if {
	event_finding.actor({"actor": {"type": "AWSService", "invoked_by": "cloudtrail.amazonaws.com"}}) == "cloudtrail.amazonaws.com"
	event_finding.actor({"actor": {}}) == "an unknown caller"
}

act := {
	"did": "stopped",
	"try": "stop",
	"what": event_finding.named("trail", "main"),
	"resource": "arn:aws:cloudtrail:us-east-1:111122223333:trail/main",
	"evidence": {"trail": "main"},
	"fix": ["aws cloudtrail start-logging --name=main"],
}

test_finding if {
	event_finding.of(fixture.event, act) == {
		"msg": event_finding.told(fixture.event, "stopped", "stop", "trail 'main'"),
		"resource": act.resource,
		"region": "us-east-1",
		"key": "e1",
		"evidence": event_finding.evidence(fixture.event, {"trail": "main"}),
		"fix": act.fix,
	}
}

# What failed has left nothing to mend, and may lack its region.
test_finding_of_an_attempt if {
	finding := event_finding.of(object.remove(fixture.failed, ["region"]), act)
	finding.fix == []
	finding.region == ""
}

test_named if {
	event_finding.named("trail", "main") == "trail 'main'"
	event_finding.named("trail", "") == "a trail"
	event_finding.named("alarm", "") == "an alarm"
}

test_arn if {
	arn := event_finding.arn(fixture.event, "logs", "log-group:a") with input.meta as {"partition": "aws-cn", "account_id": "111122223333"}
	arn == "arn:aws-cn:logs:us-east-1:111122223333:log-group:a"
}
