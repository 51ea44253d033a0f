package tocsin.ioc.trail_weakened_test

import data.tocsin.ioc.trail_weakened as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

before := object.union(fixture.trail, {
	"kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1",
	"cloud_watch_logs_role_arn": "arn:aws:iam::123456789012:role/trail",
})

now(trails) := drift.now({"cloudtrail": {"trails": trails}})

then(trails) := drift.then({"cloudtrail": {"trails": trails}})

test_finding if {
	findings := rule.deny with input as now([object.union(before, {"is_multi_region_trail": false})])
		with data.baseline as then([before])
	findings == {{
		"msg": "Trail 'main' covers one region only since the baseline of 2026-11-10T12:00:00Z.",
		"resource": before.arn,
		"region": "us-east-1",
		"key": "is_multi_region_trail",
		"evidence": {"kind": "drift", "baseline": drift.since, "before": true, "now": false},
		"fix": [concat(" ", [
			"aws cloudtrail update-trail --name=arn:aws:cloudtrail:us-east-1:123456789012:trail/main",
			"--region=us-east-1 --is-multi-region-trail",
		])],
	}}
}

# The keys of what is found after a change.
test_weakening[note] if {
	some note, tc in {
		"global events": {"change": {"include_global_service_events": false}, "found": {"include_global_service_events"}},
		"organisation": {"before": {"is_organization_trail": true}, "change": {}, "found": {"is_organization_trail"}},
		"validation": {"change": {"log_file_validation_enabled": false}, "found": {"log_file_validation_enabled"}},
		"bucket": {"change": {"s3_bucket_name": "mine"}, "found": {"s3_bucket_name"}},
		"key": {"change": {"kms_key_id": "arn:aws:kms:us-east-1:999999999999:key/1"}, "found": {"kms_key_id"}},
		"log group": {
			"change": {"cloud_watch_logs_log_group_arn": "arn:aws:logs:us-east-1:123456789012:log-group:x:*"},
			"found": {"cloud_watch_logs_log_group_arn"},
		},
		"reads": {"change": {"management_events": {"read": false, "kms": false, "rds_data": false}}, "found": {"read"}},
		"writes": {"change": {"management_events": {"write": false, "kms": false, "rds_data": false}}, "found": {"write"}},
		"KMS": {"change": {"management_events": {"kms": false}}, "found": {"kms"}},
		"RDS Data": {"change": {"management_events": {"rds_data": false}}, "found": {"rds_data"}},
		"some left out": {"change": {"management_events": {"narrowed": true}}, "found": {"narrowed"}},
		"several": {"change": {"s3_bucket_name": "mine", "is_multi_region_trail": false}, "found": {"s3_bucket_name", "is_multi_region_trail"}},
	}
	findings := rule.deny with input as now([object.union(before, tc.change)])
		with data.baseline as then([object.union(before, object.get(tc, "before", {}))])
	{finding.key | some finding in findings} == tc.found
}

test_removed[key] if {
	some key in {"kms_key_id", "cloud_watch_logs_log_group_arn"}
	findings := rule.deny with input as now([object.remove(before, [key])]) with data.baseline as then([before])
	{finding.key | some finding in findings} == {key}
	{finding.evidence.now | some finding in findings} == {""}
}

# Changes for the better and of what does not matter.
test_clean[note] if {
	some note, tc in {
		"nothing": {"before": {}, "now": {}},
		"more regions": {"before": {"is_multi_region_trail": false}, "now": {}},
		"validation on": {"before": {"log_file_validation_enabled": false}, "now": {}},
		"more events": {"before": {"management_events": {"read": false, "kms": false, "narrowed": true}}, "now": {}},
		"never recorded them": {
			"before": {"management_events": {"kms": false}},
			"now": {"management_events": {"kms": false}},
		},
		"prefix": {"before": {}, "now": {"s3_key_prefix": "x"}},
		"stopped": {"before": {}, "now": {"is_logging": false}},
		"delivered since": {"before": {}, "now": {"latest_delivery_time": "2026-11-22T12:00:00Z"}},
	}
	findings := rule.deny with input as now([object.union(before, tc.now)])
		with data.baseline as then([object.union(before, tc.before)])
	count(findings) == 0
}

test_encrypted_now if {
	findings := rule.deny with input as now([before]) with data.baseline as then([object.remove(before, ["kms_key_id"])])
	count(findings) == 0
}

test_new_trail if {
	findings := rule.deny with input as now([object.union(before, {"is_multi_region_trail": false})]) with data.baseline as then([])
	count(findings) == 0
}

test_fix[note] if {
	some note, tc in {
		"log group": {
			"change": {"cloud_watch_logs_log_group_arn": "x"},
			"fix": concat("", [
				"--cloud-watch-logs-log-group-arn='arn:aws:logs:us-east-1:123456789012:log-group:trail:*' ",
				"--cloud-watch-logs-role-arn=arn:aws:iam::123456789012:role/trail",
			]),
		},
		"bucket": {"change": {"s3_bucket_name": "mine"}, "fix": "--s3-bucket-name=logs"},
		"selectors": {"change": {"management_events": {"kms": false}}, "fix": `"Equals":["Management"]}]}]'`},
	}
	findings := rule.deny with input as now([object.union(before, tc.change)]) with data.baseline as then([before])
	some finding in findings
	endswith(finding.fix[count(finding.fix) - 1], tc.fix)
}

test_fix_of_another_accounts_trail if {
	of_organisation := object.union(before, {"arn": "arn:aws:cloudtrail:us-east-1:999999999999:trail/org"})
	findings := rule.deny with input as now([object.union(of_organisation, {"s3_bucket_name": "mine"})])
		with data.baseline as then([of_organisation])
	{finding.fix | some finding in findings} == {[]}
}

# What either side does not know has not changed.
test_unread[key] if {
	some key in {"management_events", "is_multi_region_trail", "log_file_validation_enabled"}
	without := object.remove(before, [key])
	lost := rule.deny with input as now([without]) with data.baseline as then([before])
	count(lost) == 0
	found := rule.deny with input as now([before]) with data.baseline as then([without])
	count(found) == 0
}

test_nothing_read if {
	findings := rule.deny with input as fixture.empty with data.baseline as then([before])
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as now([before])
	findings := rule.deny with input as now([before])
	count(findings) == 0
}

changing(name, request) := fixture.event(
	sprintf("cloudtrail.amazonaws.com/%s", [name]),
	{"request": object.union({"name": "main"}, request)},
)

test_event[note] if {
	some note, call in {
		"covers one region only": ["UpdateTrail", {"isMultiRegionTrail": false}],
		"does not validate its log files any more": ["UpdateTrail", {"enableLogFileValidation": "false"}],
		"does not encrypt with a key any more": ["UpdateTrail", {"kmsKeyId": ""}],
		"records events of the type ReadOnly only and records no management events": [
			"PutEventSelectors",
			{"eventSelectors": [{"includeManagementEvents": false, "readWriteType": "ReadOnly"}]},
		],
		"leaves the events of kms.amazonaws.com out": [
			"PutEventSelectors",
			{"eventSelectors": [{"excludeManagementEventSources": ["kms.amazonaws.com"]}]},
		],
		"records no management events": [
			"PutEventSelectors",
			{"advancedEventSelectors": [{
				"name": "Management events selector",
				"fieldSelectors": [{"field": "eventCategory", "equals": ["Data"]}],
			}]},
		],
		"records management events by a further condition on readOnly": [
			"PutEventSelectors",
			{"advancedEventSelectors": [{"fieldSelectors": [
				{"field": "eventCategory", "equals": ["Management"]},
				{"field": "readOnly", "equals": ["true"]},
			]}]},
		],
		"does not ingest any more": ["StopEventDataStoreIngestion", {}],
	}
	some finding in rule.deny with input as fixture.events([changing(call[0], call[1])])
	contains(finding.msg, sprintf("weakened trail 'main' so that it %s", [note]))
	finding.resource == "arn:aws:cloudtrail:us-east-1:123456789012:trail/main"
}

test_event_elsewhere[note] if {
	some note, request in {
		"delivers to bucket 'mine'": {"s3BucketName": "mine"},
		"encrypts with key 'arn:aws:kms:us-east-1:999999999999:key/2'": {"kmsKeyId": "arn:aws:kms:us-east-1:999999999999:key/2"},
		"delivers to log group 'arn:x:*'": {"cloudWatchLogsLogGroupArn": "arn:x:*"},
	}
	state := {"aws": {"cloudtrail": {"trails": [before]}}}
	some finding in rule.deny with input as object.union(fixture.events([changing("UpdateTrail", request)]), state)
	contains(finding.msg, sprintf("weakened trail 'main' so that it %s", [note]))
}

test_event_elsewhere_than_in_the_baseline if {
	event := changing("UpdateTrail", {"s3BucketName": "mine"})
	moved := {"aws": {"cloudtrail": {"trails": [object.union(before, {"s3_bucket_name": "mine"})]}}}
	findings := rule.deny with input as object.union(fixture.events([event]), moved) with data.baseline as then([before])
	{finding.evidence.kind | some finding in findings} == {"event", "drift"}
}

test_event_of_the_same_place[note] if {
	some note, request in {
		"all": {
			"s3BucketName": before.s3_bucket_name,
			"kmsKeyId": before.kms_key_id,
			"cloudWatchLogsLogGroupArn": trim_suffix(before.cloud_watch_logs_log_group_arn, ":*"),
		},
		"key by its alias": {"kmsKeyId": "alias/trail"},
	}
	state := {"aws": {"cloudtrail": {"trails": [before]}}}
	count(rule.deny) == 0 with input as object.union(fixture.events([changing("UpdateTrail", request)]), state)
}

test_event_untold[name] if {
	some name in ["UpdateTrail", "PutEventSelectors", "UpdateEventDataStore"]
	reasons := rule.unknown with input as fixture.events([fixture.event(sprintf("cloudtrail.amazonaws.com/%s", [name]), {})])
	count(reasons) == 1
}

# Putting things right again is no finding, nor is what the console sends when it creates a trail: calls
# that fail because the role for CloudWatch Logs is not there yet.
test_event_clean[note] if {
	some note, event in {
		"revert": changing("PutEventSelectors", {"eventSelectors": [{"includeManagementEvents": true, "readWriteType": "All"}]}),
		"advanced": changing("PutEventSelectors", {"advancedEventSelectors": [{"fieldSelectors": [{
			"field": "eventCategory",
			"equals": ["Management"],
		}]}]}),
		"a selector besides one for all": changing("PutEventSelectors", {"eventSelectors": [
			{"includeManagementEvents": true, "readWriteType": "All"},
			{"includeManagementEvents": false, "readWriteType": "WriteOnly"},
		]}),
		"wider": changing("UpdateTrail", {"isMultiRegionTrail": true, "enableLogFileValidation": true}),
		"same names": changing("UpdateTrail", {"s3BucketName": "logs", "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1"}),
		"wizard": object.union(
			changing("UpdateTrail", {"cloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:x:*"}),
			{"succeeded": false, "error_code": "InvalidCloudWatchLogsRoleArnException"},
		),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_event_denied if {
	some finding in rule.deny with input as fixture.events([fixture.denied("cloudtrail.amazonaws.com/PutEventSelectors")])
	contains(finding.msg, "tried to change a trail")
}

# Such a call can do but one thing, whatever is known of it.
test_event_of_an_attempt_that_says_enough if {
	findings := rule.deny with input as fixture.events([fixture.denied("cloudtrail.amazonaws.com/StopEventDataStoreIngestion")])
	count(findings) == 1
}
