package tocsin.ioc.trail_delivery_failing_test

import data.tocsin.ioc.trail_delivery_failing as rule
import data.tocsin.lib.fixture_test as fixture

snapshot(change) := fixture.snapshot({"cloudtrail": {"trails": [object.union(fixture.trail, change)]}})

two_days_ago := "2026-11-20T12:00:00Z"

test_error if {
	findings := rule.deny with input as snapshot({"latest_delivery_error": "NoSuchBucket"})
	findings == {{
		"msg": concat(" ", [
			"Trail 'main'",
			"does not deliver log files to S3: it reports 'NoSuchBucket'.",
		]),
		"resource": fixture.trail.arn,
		"region": "us-east-1",
		"key": "s3",
		"evidence": {"latest_delivery_error": "NoSuchBucket", "latest_delivery_time": "2026-11-22T11:55:00Z"},
		"fix": [],
	}}
}

test_stale if {
	findings := rule.deny with input as snapshot({"latest_delivery_time": two_days_ago})
	some finding in findings
	finding.msg == concat(" ", [
		"Trail 'main'",
		"does not deliver log files to S3: it did so last at 2026-11-20T12:00:00Z.",
	])
}

test_deliveries[note] if {
	some note, tc in {
		"fresh": {"change": {}, "keys": set()},
		"empty error": {"change": {"latest_delivery_error": ""}, "keys": set()},
		"S3 error": {"change": {"latest_delivery_error": "AccessDenied"}, "keys": {"s3"}},
		"digest error": {"change": {"latest_digest_delivery_error": "AccessDenied"}, "keys": {"digest"}},
		"CloudWatch Logs error": {
			"change": {"latest_cloud_watch_logs_delivery_error": "Log group does not exist"},
			"keys": {"cloudwatch_logs"},
		},
		"s2_cloudwatch_logs_dead_s3_fine": {
			"change": {"latest_cloud_watch_logs_delivery_time": two_days_ago},
			"keys": {"cloudwatch_logs"},
		},
		"digest stale": {"change": {"latest_digest_delivery_time": two_days_ago}, "keys": {"digest"}},
		"S3 stale": {"change": {"latest_delivery_time": two_days_ago}, "keys": {"s3"}},
		"error and stale are one": {
			"change": {"latest_delivery_error": "AccessDenied", "latest_delivery_time": two_days_ago},
			"keys": {"s3"},
		},
		"all": {
			"change": {
				"latest_delivery_error": "AccessDenied",
				"latest_digest_delivery_error": "AccessDenied",
				"latest_cloud_watch_logs_delivery_error": "AccessDenied",
			},
			"keys": {"s3", "digest", "cloudwatch_logs"},
		},
		"error of a stopped trail": {
			"change": {"is_logging": false, "latest_delivery_error": "NoSuchBucket"},
			"keys": {"s3"},
		},
		"old digest error, validation off": {
			"change": {"latest_digest_delivery_error": "AccessDenied", "log_file_validation_enabled": false},
			"keys": set(),
		},
		"a day ago to the second": {"change": {"latest_delivery_time": "2026-11-21T12:00:00Z"}, "keys": set()},
		"a second earlier": {"change": {"latest_delivery_time": "2026-11-21T11:59:59Z"}, "keys": {"s3"}},
	}
	findings := rule.deny with input as snapshot(tc.change)
	{finding.key | some finding in findings} == tc.keys
	count(findings) == count(tc.keys)
}

# What has nothing to deliver may be silent.
test_silence_is_no_failure[note] if {
	some note, change in {
		"stopped": {"is_logging": false},
		"single region": {"is_multi_region_trail": false},
		"writes only": {"management_events": {"read": false}},
		"reads only": {"management_events": {"write": false}},
		"narrowed": {"management_events": {"narrowed": true}},
		"started again today": {"start_logging_time": "2026-11-22T00:00:00Z"},
		"started again a day ago": {"start_logging_time": "2026-11-21T12:00:00Z"},
	}
	findings := rule.deny with input as snapshot(object.union({"latest_delivery_time": two_days_ago}, change))
	count(findings) == 0
}

test_no_log_group if {
	trail := object.union(
		object.remove(fixture.trail, ["cloud_watch_logs_log_group_arn"]),
		{"latest_cloud_watch_logs_delivery_error": "old", "latest_cloud_watch_logs_delivery_time": two_days_ago},
	)
	findings := rule.deny with input as fixture.snapshot({"cloudtrail": {"trails": [trail]}})
	count(findings) == 0
}

test_never if {
	trail := object.remove(fixture.trail, ["latest_delivery_time", "latest_digest_delivery_time", "latest_cloud_watch_logs_delivery_time"])
	findings := rule.deny with input as fixture.snapshot({"cloudtrail": {"trails": [trail]}})
	{[finding.key, finding.msg] | some finding in findings} == {["s3", "Trail 'main' does not deliver log files to S3: it never did so."]}
}

test_never_by_the_organization if {
	trail := object.union(object.remove(fixture.trail, ["latest_delivery_time"]), {"is_organization_trail": true})
	count(rule.deny) == 0 with input as fixture.snapshot({"cloudtrail": {"trails": [trail]}})
}

test_unread[note] if {
	some note, fields in {
		"start": ["start_logging_time"],
		"logging": ["is_logging"],
		"selectors": ["management_events"],
	}
	stale := object.union(fixture.trail, {"latest_delivery_time": two_days_ago})
	findings := rule.deny with input as fixture.snapshot({"cloudtrail": {"trails": [object.remove(stale, fields)]}})
	count(findings) == 0
}

test_unread_trails if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
