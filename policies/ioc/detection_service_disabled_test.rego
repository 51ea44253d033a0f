package tocsin.ioc.detection_service_disabled_test

import data.tocsin.ioc.detection_service_disabled as rule
import data.tocsin.lib.fixture_test as fixture

hub := {"arn": "arn:aws:securityhub:us-east-1:123456789012:hub/default", "region": "us-east-1"}

detector := {"arn": "arn:aws:guardduty:us-east-1:123456789012:detector/d1", "id": "d1", "region": "us-east-1", "status": "ENABLED"}

analyzer := {
	"arn": "arn:aws:access-analyzer:us-east-1:123456789012:analyzer/a",
	"region": "us-east-1",
	"type": "ACCOUNT",
	"status": "ACTIVE",
}

log := {
	"arn": "arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/fl-1",
	"id": "fl-1",
	"region": "us-east-1",
	"resource_id": "vpc-1",
	"log_destination": "arn:aws:s3:::logs",
}

recorder := {"name": "default", "region": "us-east-1", "recording": true}

everything := {
	"guardduty": {"detectors": [detector]},
	"securityhub": {"hubs": [hub], "hubs_v2": []},
	"config": {"recorders": [recorder]},
	"access_analyzer": {"analyzers": [analyzer]},
	"ec2": {"flow_logs": [log]},
}

sections := [
	"guardduty.detectors", "securityhub.hubs", "securityhub.hubs_v2",
	"config.recorders", "access_analyzer.analyzers", "ec2.flow_logs",
]

snapshot(change, coverage) := object.union(
	fixture.snapshot(object.union(everything, change)),
	{"coverage": {section: coverage | some section in sections}},
)

complete := {"status": "complete"}

denied := {"status": "partial", "gaps": [{"region": "us-east-1", "operation": "x:X", "code": "AccessDeniedException"}]}

was := snapshot({}, complete)

# What each of the changes is found to be.
test_d_disabled[note] if {
	some note, tc in {
		"detector deleted": {"change": {"guardduty": {"detectors": []}}, "found": {"GuardDuty was turned off in us-east-1."}},
		"detector suspended": {
			"change": {"guardduty": {"detectors": [object.union(detector, {"status": "DISABLED"})]}},
			"found": {"GuardDuty was turned off in us-east-1."},
		},
		"hub": {"change": {"securityhub": {"hubs": []}}, "found": {"Security Hub was turned off in us-east-1."}},
		"moved to the newer product": {"change": {"securityhub": {"hubs": [], "hubs_v2": [hub]}}, "found": set()},
		"recorder stopped": {
			"change": {"config": {"recorders": [object.union(recorder, {"recording": false})]}},
			"found": {"AWS Config was turned off in us-east-1."},
		},
		"recorder deleted": {"change": {"config": {"recorders": []}}, "found": {"AWS Config was turned off in us-east-1."}},
		"analyzer deleted": {
			"change": {"access_analyzer": {"analyzers": []}},
			"found": {"Access Analyzer was turned off in us-east-1."},
		},
		"analyzer of another name": {
			"change": {"access_analyzer": {"analyzers": [object.union(analyzer, {"arn": "arn:aws:access-analyzer:us-east-1::analyzer/b"})]}},
			"found": set(),
		},
		"flow log": {"change": {"ec2": {"flow_logs": []}}, "found": {"Flow log 'fl-1' of 'vpc-1' is gone."}},
		"nothing": {"change": {}, "found": set()},
	}
	findings := rule.deny with input as snapshot(tc.change, complete) with data.baseline as was
	{finding.msg | some finding in findings} == tc.found
}

test_d_finding if {
	findings := rule.deny with input as snapshot({"guardduty": {"detectors": []}}, complete) with data.baseline as was
	findings == {{
		"msg": "GuardDuty was turned off in us-east-1.",
		"resource": detector.arn,
		"region": "us-east-1",
		"key": "GuardDuty",
		"evidence": {"kind": "drift", "baseline": fixture.meta.collected_at, "service": "GuardDuty"},
		"fix": ["aws guardduty create-detector --enable --region=us-east-1"],
	}}
}

off := {
	"guardduty": {"detectors": []},
	"securityhub": {"hubs": []},
	"config": {"recorders": []},
	"access_analyzer": {"analyzers": []},
	"ec2": {"flow_logs": []},
}

test_d_everything_at_once if {
	findings := rule.deny with input as snapshot(off, complete) with data.baseline as was
	count(findings) == 5
}

test_d_off_before if {
	findings := rule.deny with input as snapshot(off, complete) with data.baseline as snapshot(off, complete)
	count(findings) == 0
}

# A region that cannot be read now is no region in which they are off.
test_d_denied_now if {
	findings := rule.deny with input as snapshot(off, denied) with data.baseline as was
	count(findings) == 0
}

test_d_another_region_denied if {
	elsewhere := {"status": "partial", "gaps": [{"region": "eu-west-1", "operation": "x:X", "code": "AccessDeniedException"}]}
	findings := rule.deny with input as snapshot(off, elsewhere) with data.baseline as was
	count(findings) == 5
}

test_unread if {
	findings := rule.deny with input as fixture.empty with data.baseline as was
	count(findings) == 0
}

test_applies_with_a_baseline if {
	rule.applicable with data.baseline as was
	not rule.applicable with input as was
}

test_event[note] if {
	some note, kind in {
		"GuardDuty": "guardduty.amazonaws.com/DeleteDetector",
		"Security Hub": "securityhub.amazonaws.com/DisableSecurityHub",
		"AWS Config": "config.amazonaws.com/StopConfigurationRecorder",
		"Access Analyzer": "access-analyzer.amazonaws.com/DeleteAnalyzer",
		"flow logs": "ec2.amazonaws.com/DeleteFlowLogs",
	}
	some finding in rule.deny with input as fixture.events([fixture.event(kind, {})])
	contains(finding.msg, sprintf("turned off (%s) %s", [split(kind, "/")[1], note]))
	finding.resource == fixture.account
}

test_event_of_an_update if {
	event := fixture.event("guardduty.amazonaws.com/UpdateDetector", {"request": {"enable": false}})
	count(rule.deny) == 1 with input as fixture.events([event])
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("guardduty.amazonaws.com/DeleteDetector")])
	contains(finding.msg, "tried to turn off (DeleteDetector) GuardDuty")
}

test_event_clean[note] if {
	some note, event in {
		"another update": fixture.event("guardduty.amazonaws.com/UpdateDetector", {"request": {"findingPublishingFrequency": "SIX_HOURS"}}),
		"turned on": fixture.event("guardduty.amazonaws.com/UpdateDetector", {"request": {"enable": true}}),
		"another service's": fixture.event(
			"config.amazonaws.com/StopConfigurationRecorder",
			{"actor": {"type": "AWSService", "invoked_by": "controltower.amazonaws.com"}},
		),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
