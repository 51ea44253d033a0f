package tocsin.readiness.trail_missing_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.trail_missing as rule

snapshot(trails, stores) := fixture.snapshot({"cloudtrail": {"trails": trails, "event_data_stores": stores}})

stopped := object.union(fixture.trail, {"is_logging": false})

data_only := object.union(fixture.trail, {"management_events": {
	"read": false,
	"write": false,
	"kms": false,
	"rds_data": false,
}})

# T2: rules about trails that look at each trail say nothing where there is none.
test_t2_no_trail if {
	findings := rule.deny with input as snapshot([], [])
	count(findings) == 1
	some finding in findings
	finding.msg == "No trail or event data store of account '123456789012' records management events."
	finding.resource == fixture.account
	finding.evidence == {"not_recording": []}
	count(finding.fix) == 2
}

test_failing[note] if {
	some note, tc in {
		"p5_c1_t2_stopped_multi_region_trail": {"trails": [stopped], "stores": []},
		"p10_data_events_only": {"trails": [data_only], "stores": []},
		"stopped store": {"trails": [], "stores": [object.union(fixture.store, {"status": "STOPPED_INGESTION"})]},
	}
	findings := rule.deny with input as snapshot(tc.trails, tc.stores)
	count(findings) == 1
	every finding in findings { count(finding.evidence.not_recording) == 1 }
	not rule.confirmed with input as snapshot(tc.trails, tc.stores)
}

test_fix_starts_the_stopped_trail if {
	findings := rule.deny with input as snapshot([stopped], [])
	some finding in findings
	startswith(finding.fix[0], "aws cloudtrail start-logging ")
}

test_clean_and_confirmed[note] if {
	some note, tc in {
		"trail": {"trails": [fixture.trail], "stores": []},
		"one of two trails": {"trails": [stopped, object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:us-east-1:1:trail/b"})], "stores": []},
		"store only": {"trails": [], "stores": [fixture.store]},
	}
	findings := rule.deny with input as snapshot(tc.trails, tc.stores)
	count(findings) == 0
	rule.confirmed with input as snapshot(tc.trails, tc.stores)
}

# A rule about absence: what it finds without having read is possible, no verdict.
test_unread[note] if {
	some note, aws in {
		"everything": {},
		"status": {"cloudtrail": {"trails": [object.remove(fixture.trail, ["is_logging"])]}},
		"selectors": {"cloudtrail": {"trails": [object.remove(fixture.trail, ["management_events"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 1
	not rule.confirmed with input as fixture.snapshot(aws)
}
