package tocsin.readiness.management_events_unrecorded_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.management_events_unrecorded as rule

regions := [{"name": "eu-west-1"}, {"name": "us-east-1"}]

snapshot(recorders) := fixture.snapshot({"account": {"regions": regions}, "cloudtrail": recorders})

# The fixture's trail, recording something else.
trail(events) := object.union(fixture.trail, {"management_events": events})

# A second trail, in one region.
regional(region, change) := object.union_n([
	fixture.trail,
	{"arn": sprintf("arn:aws:cloudtrail:%s:123456789012:trail/%s", [region, region]), "is_multi_region_trail": false},
	change,
])

store(change) := object.union(fixture.store, change)

reads := {"management_events": {"write": false, "kms": false, "rds_data": false}}

writes := {"management_events": {"read": false, "kms": false, "rds_data": false}}

test_finding if {
	findings := rule.deny with input as snapshot({"trails": [trail({"kms": false})]})
	findings == {{
		"msg": "Account '123456789012' does not record the management events of KMS in 'eu-west-1', 'us-east-1'.",
		"resource": fixture.account,
		"key": "kms",
		"evidence": {"aspect": "kms", "regions": ["eu-west-1", "us-east-1"]},
		"fix": [
			"aws cloudtrail get-event-selectors --trail-name=arn:aws:cloudtrail:us-east-1:123456789012:trail/main --region=us-east-1",
			concat(" ", [
				"aws cloudtrail put-event-selectors --trail-name=arn:aws:cloudtrail:us-east-1:123456789012:trail/main --region=us-east-1",
				`--advanced-event-selectors='[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'`,
			]),
		],
	}}
}

# The aspects that are missing, of what records.
test_trails[note] if {
	some note, tc in {
		"p7_all_by_a_selector_of_any_name": {"trails": [trail({})], "missing": set()},
		"p8_kms_excluded": {"trails": [trail({"kms": false})], "missing": {"kms"}},
		"p9_rds_data_excluded": {"trails": [trail({"rds_data": false})], "missing": {"rds_data"}},
		"p8_p9_both_excluded": {"trails": [trail({"kms": false, "rds_data": false})], "missing": {"kms", "rds_data"}},
		"p10_data_events_only": {
			"trails": [trail({"read": false, "write": false, "kms": false, "rds_data": false})],
			"missing": {"everything"},
		},
		"p11_single_region_trail": {"trails": [regional("us-east-1", {})], "missing": {"region"}},
		"no trail": {"trails": [], "missing": {"everything"}},
		"stopped": {"trails": [object.union(fixture.trail, {"is_logging": false})], "missing": {"everything"}},
		"writes only": {"trails": [object.union(fixture.trail, writes)], "missing": {"read"}},
		"reads only": {"trails": [object.union(fixture.trail, reads)], "missing": {"write"}},
		"narrowed": {"trails": [trail({"narrowed": true})], "missing": {"narrowed"}},
		"reads wholly, writes narrowed": {
			"trails": [
				object.union(fixture.trail, reads),
				object.union(regional("us-east-1", writes), {"management_events": {"narrowed": true}}),
				object.union(regional("eu-west-1", writes), {"management_events": {"narrowed": true}}),
			],
			"missing": {"narrowed"},
		},
		"single-region trail outside us-east-1": {"trails": [regional("eu-west-1", {})], "missing": {"region", "global"}},
		"global service events left out": {
			"trails": [regional("us-east-1", {"include_global_service_events": false}), regional("eu-west-1", {})],
			"missing": {"global"},
		},
		"one trail a region": {"trails": [regional("us-east-1", {}), regional("eu-west-1", {})], "missing": set()},
		"reads in one region only": {
			"trails": [object.union(fixture.trail, writes), regional("us-east-1", reads)],
			"missing": {"read"},
		},
		"narrowed, and a second one that is not": {
			"trails": [trail({"narrowed": true}), regional("us-east-1", {}), regional("eu-west-1", {})],
			"missing": set(),
		},
		"trail of the organisation": {
			"trails": [object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:us-east-1:210987654321:trail/org"})],
			"missing": set(),
		},
	}
	findings := rule.deny with input as snapshot({"trails": tc.trails})
	{finding.key | some finding in findings} == tc.missing
	count(findings) == count(tc.missing)
}

test_stores[note] if {
	some note, tc in {
		"store": {"change": {}, "missing": set()},
		"store that is stopped": {"change": {"status": "STOPPED_INGESTION"}, "missing": {"everything"}},
		"store of one region": {"change": {"multi_region_enabled": false}, "missing": {"region"}},
		"store of another region": {
			"change": {"multi_region_enabled": false, "region": "eu-west-1"},
			"missing": {"region", "global"},
		},
	}
	findings := rule.deny with input as snapshot({"event_data_stores": [store(tc.change)]})
	{finding.key | some finding in findings} == tc.missing
}

test_store_fills_what_the_trail_leaves_out if {
	findings := rule.deny with input as snapshot({"trails": [trail({"kms": false})], "event_data_stores": [store({})]})
	count(findings) == 0
}

test_regions_of_a_finding if {
	findings := rule.deny with input as snapshot({"trails": [regional("us-east-1", {})]})
	some finding in findings
	finding.evidence.regions == ["eu-west-1"]
	finding.msg == "Account '123456789012' does not record any management events in 'eu-west-1'."
}

test_many_regions_are_counted if {
	four := [{"name": name} | some name in ["ap-south-1", "ca-west-1", "eu-west-1", "sa-east-1"]]
	findings := rule.deny with input as fixture.snapshot({
		"account": {"regions": array.concat(four, [{"name": "us-east-1"}])},
		"cloudtrail": {"trails": [regional("us-east-1", {})]},
	})
	some finding in findings
	finding.msg == "Account '123456789012' does not record any management events in 4 of 5 regions."
}

test_unknown_when_reads_and_writes_are_apart if {
	apart := snapshot({"trails": [object.union(fixture.trail, reads)], "event_data_stores": [store(writes)]})
	findings := rule.deny with input as apart
	count(findings) == 0
	reasons := rule.unknown with input as apart
	reasons == {concat(" ", [
		"one records reads and another writes in eu-west-1, us-east-1:",
		"whether they record those of KMS and the RDS Data API cannot be told",
	])}
}

test_not_unknown[note] if {
	some note, trails in {
		"complete": [fixture.trail],
		"KMS excluded": [trail({"kms": false})],
		"reads only": [object.union(fixture.trail, reads)],
		"writes only": [object.union(fixture.trail, writes)],
		"none": [],
	}
	reasons := rule.unknown with input as snapshot({"trails": trails})
	count(reasons) == 0
}

test_confirmed[note] if {
	some note, recorders in {"trail": {"trails": [fixture.trail]}, "store": {"event_data_stores": [store({})]}}
	rule.confirmed with input as fixture.snapshot({"cloudtrail": recorders})
}

test_not_confirmed[note] if {
	some note, change in {
		"stopped": {"is_logging": false},
		"single region": {"is_multi_region_trail": false},
		"global service events left out": {"include_global_service_events": false},
		"reads left out": {"management_events": {"read": false}},
		"writes left out": {"management_events": {"write": false}},
		"KMS left out": {"management_events": {"kms": false}},
		"RDS Data left out": {"management_events": {"rds_data": false}},
		"narrowed": {"management_events": {"narrowed": true}},
	}
	not rule.confirmed with input as snapshot({"trails": [object.union(fixture.trail, change)]})
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"regions": {"cloudtrail": {"trails": [regional("us-east-1", {})]}},
		"status": {"account": {"regions": regions}, "cloudtrail": {"trails": [object.remove(fixture.trail, ["is_logging"])]}},
	}
	not rule.confirmed with input as fixture.snapshot(aws)
}
