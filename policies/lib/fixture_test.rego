# METADATA
# title: Snapshots for the tests of all rules
# description: It is noon of 22 November 2026, and what happened in the last seven days is recent.
package tocsin.lib.fixture_test

snapshot(aws) := {"schema_version": 1, "meta": meta, "coverage": {}, "aws": aws}

# A snapshot in which nothing at all could be read.
empty := snapshot({})

meta := {
	"tool_version": "dev",
	"account_id": "123456789012",
	"partition": "aws",
	"caller_arn": "arn:aws:sts::123456789012:assumed-role/Responder/alice",
	"regions": ["eu-west-1", "us-east-1"],
	"started_at": "2026-11-22T11:59:00Z",
	"collected_at": "2026-11-22T12:00:00Z",
	"window": {"state_since": "2026-11-15T12:00:00Z", "events_since": "2026-11-21T12:00:00Z"},
}

account := "arn:aws:account::123456789012:account"

root := "arn:aws:iam::123456789012:root"

# A trail as it should be.
trail := {
	"arn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/main",
	"name": "main",
	"home_region": "us-east-1",
	"is_multi_region_trail": true,
	"is_organization_trail": false,
	"include_global_service_events": true,
	"log_file_validation_enabled": true,
	"s3_bucket_name": "logs",
	"cloud_watch_logs_log_group_arn": "arn:aws:logs:us-east-1:123456789012:log-group:trail:*",
	"is_logging": true,
	"start_logging_time": "2024-01-01T00:00:00Z",
	"latest_delivery_time": "2026-11-22T11:55:00Z",
	"latest_digest_delivery_time": "2026-11-22T11:20:00Z",
	"latest_cloud_watch_logs_delivery_time": "2026-11-22T11:56:00Z",
	"management_events": everything,
}

# An event data store as it should be.
store := {
	"arn": "arn:aws:cloudtrail:us-east-1:123456789012:eventdatastore/0f1e2d3c",
	"name": "lake",
	"region": "us-east-1",
	"status": "ENABLED",
	"multi_region_enabled": true,
	"management_events": everything,
}

everything := {"read": true, "write": true, "kms": true, "rds_data": true, "narrowed": false}

# A snapshot whose events are these, and in which nothing else could be read.
events(found) := snapshot(activity(found))

activity(found) := {"activity": {"root": [event | some event in found; event.root], "groups": [group |
	some kind in {[event.source, event.name] | some event in found}
	group := {
		"source": kind[0],
		"name": kind[1],
		"events": [event | some event in found; [event.source, event.name] == kind],
	}
]}}

# An event of a person who succeeded: event("iam.amazonaws.com/CreateUser", {"request": {…}}).
event(kind, more) := object.union(
	{
		"time": "2026-11-22T03:00:00Z",
		"id": sprintf("id-of-%s", [split(kind, "/")[1]]),
		"source": split(kind, "/")[0],
		"name": split(kind, "/")[1],
		"region": "us-east-1",
		"account_id": "123456789012",
		"type": "AwsApiCall",
		"succeeded": true,
		"source_ip_address": "198.51.100.7",
		"user_agent": "aws-cli/2",
		"actor": {"type": "IAMUser", "arn": "arn:aws:iam::123456789012:user/mallory", "account_id": "123456789012"},
	},
	more,
)

# An event of somebody who has root's credentials.
by_root(kind, more) := event(kind, object.union({"root": "human", "actor": {"type": "Root", "arn": root}}, more))

# The same, denied: AWS then leaves the parameters out.
denied(kind) := object.remove(
	event(kind, {"succeeded": false, "error_code": "AccessDenied"}),
	["request", "response"],
)

# What a finding of an event says of who did it and when.
by_mallory := "'arn:aws:iam::123456789012:user/mallory'"

then_and_there := "at 2026-11-22T03:00:00Z from 198.51.100.7"
