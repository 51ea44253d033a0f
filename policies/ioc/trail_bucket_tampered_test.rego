package tocsin.ioc.trail_bucket_tampered_test

import data.tocsin.ioc.trail_bucket_tampered as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

bucket := {"arn": "arn:aws:s3:::logs", "name": "logs", "region": "us-east-1"}

found := object.union(bucket, {"owned": true, "exists": true, "trails": [fixture.trail.arn]})

key := {
	"arn": "arn:aws:kms:us-east-1:123456789012:key/3f1c0a52",
	"region": "us-east-1",
	"exists": true,
	"state": "Enabled",
	"trails": [fixture.trail.arn],
}

allow := {"effect": "Allow", "principals": [{"type": "Service", "value": "cloudtrail.amazonaws.com"}], "actions": ["s3:PutObject"]}

expire := {"id": "expire", "status": "Enabled", "expiration_days": 1}

# Buckets and keys as they should be.
sound := {
	"buckets": [found],
	"keys": [key],
	"bucket_versioning": [object.union(bucket, {"status": "Enabled", "mfa_delete": "Enabled"})],
	"bucket_object_lock": [object.union(bucket, {"enabled": true, "mode": "COMPLIANCE", "years": 1})],
	"bucket_policies": [object.union(bucket, {"statements": [allow]})],
	"bucket_lifecycle": [object.union(bucket, {"rules": []})],
}

snapshot(change) := fixture.snapshot({"cloudtrail": object.union(sound, change)})

of_bucket(change) := [object.union(bucket, change)]

test_state[note] if {
	some note, tc in {
		"bucket gone": {
			"change": {"buckets": [object.union(object.remove(found, ["region"]), {"owned": false, "exists": false})]},
			"msg": "Bucket 'logs' of a trail does not exist.",
		},
		"key gone": {
			"change": {"keys": [object.union(object.remove(key, ["state"]), {"exists": false})]},
			"msg": "Key '3f1c0a52' of a trail does not exist.",
		},
		"key disabled": {"change": {"keys": [object.union(key, {"state": "Disabled"})]}, "msg": "Key '3f1c0a52' of a trail is Disabled."},
		"key without material": {
			"change": {"keys": [object.union(key, {"state": "PendingImport"})]},
			"msg": "Key '3f1c0a52' of a trail is PendingImport.",
		},
	}
	findings := rule.deny with input as snapshot(tc.change)
	{finding.msg | some finding in findings} == {tc.msg}
	every finding in findings { finding.evidence.kind == "state" }
}

test_key_to_be_deleted if {
	findings := rule.deny with input as snapshot({"keys": [object.union(key, {"state": "PendingDeletion"})]})
	findings == {{
		"msg": "Key '3f1c0a52' of a trail is PendingDeletion.",
		"resource": key.arn,
		"region": "us-east-1",
		"key": "state",
		"evidence": {"kind": "state", "state": "PendingDeletion", "trails": [fixture.trail.arn]},
		"fix": [
			"aws kms cancel-key-deletion --key-id=arn:aws:kms:us-east-1:123456789012:key/3f1c0a52 --region=us-east-1",
			"aws kms enable-key --key-id=arn:aws:kms:us-east-1:123456789012:key/3f1c0a52 --region=us-east-1",
		],
	}}
}

test_drift[note] if {
	some note, tc in {
		"owner": {"change": {"buckets": [object.union(found, {"owned": false})]}, "key": "owner"},
		"versions": {"change": {"bucket_versioning": of_bucket({"status": "Suspended", "mfa_delete": "Enabled"})}, "key": "versioning"},
		"MFA delete": {"change": {"bucket_versioning": of_bucket({"status": "Enabled", "mfa_delete": "Disabled"})}, "key": "mfa_delete"},
		"shorter lock": {"change": {"bucket_object_lock": of_bucket({"enabled": true, "mode": "COMPLIANCE", "days": 30})}, "key": "object_lock"},
		"weaker lock": {"change": {"bucket_object_lock": of_bucket({"enabled": true, "mode": "GOVERNANCE", "days": 365})}, "key": "object_lock"},
		"no lock": {"change": {"bucket_object_lock": of_bucket({"enabled": true})}, "key": "object_lock"},
		"policy": {"change": {"bucket_policies": of_bucket({"statements": [allow, allow]})}, "key": "policy"},
		"no policy": {"change": {"bucket_policies": of_bucket({"statements": []})}, "key": "policy"},
		"lifecycle": {"change": {"bucket_lifecycle": of_bucket({"rules": [expire]})}, "key": "lifecycle"},
	}
	findings := rule.deny with input as snapshot(tc.change) with data.baseline as snapshot({})
	{finding.key | some finding in findings} == {tc.key}
	every finding in findings { finding.evidence.kind == "drift" }
	without := rule.deny with input as snapshot(tc.change)
	count(without) == 0
}

test_drift_in_full if {
	findings := rule.deny with input as snapshot({"bucket_lifecycle": of_bucket({"rules": [expire]})})
		with data.baseline as snapshot({})
	findings == {{
		"msg": "Bucket 'logs' of a trail has other lifecycle rules.",
		"resource": "arn:aws:s3:::logs",
		"region": "us-east-1",
		"key": "lifecycle",
		"evidence": {"kind": "drift", "baseline": "2026-11-22T12:00:00Z", "before": {"rules": []}, "now": {"rules": [expire]}},
		"fix": ["aws s3api get-bucket-lifecycle-configuration --bucket=logs --region=us-east-1"],
	}}
}

test_clean[note] if {
	some note, tc in {
		"as it was": {"now": {}, "then": {}},
		"better": {
			"now": {},
			"then": {
				"bucket_versioning": of_bucket({"status": "Suspended"}),
				"bucket_object_lock": of_bucket({"enabled": true, "mode": "GOVERNANCE", "days": 1}),
			},
		},
		"the same lock": {"now": {"bucket_object_lock": of_bucket({"enabled": true, "mode": "COMPLIANCE", "days": 365})}, "then": {}},
		"always another account's": {
			"now": {"buckets": [object.union(found, {"owned": false})]},
			"then": {"buckets": [object.union(found, {"owned": false})]},
		},
	}
	findings := rule.deny with input as snapshot(tc.now) with data.baseline as snapshot(tc.then)
	count(findings) == 0
}

# What was read on one side only has not changed.
test_unread[note] if {
	some note, tc in {
		"everything now": {"now": fixture.empty, "then": snapshot({})},
		"everything then": {"now": snapshot({}), "then": fixture.empty},
		"of the bucket now": {"now": snapshot({k: [] | some k, _ in sound}), "then": snapshot({})},
		"of the bucket then": {"now": snapshot({}), "then": snapshot({k: [] | some k, _ in sound})},
		"whether it is there": {"now": snapshot({"buckets": [object.remove(found, ["exists", "owned"])]}), "then": snapshot({})},
		"state of the key": {"now": snapshot({"keys": [object.remove(key, ["exists", "state"])]}), "then": snapshot({})},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

s3(name, request) := fixture.event(sprintf("s3.amazonaws.com/%s", [name]), {"request": object.union({"bucketName": "logs"}, request)})

with_trail(event) := drift.now(object.union(fixture.activity([event]), {"cloudtrail": {"trails": [object.union(
	fixture.trail,
	{"kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/0f1e"},
)]}}))

test_event[note] if {
	some note, event in {
		"deleted bucket 'logs' of a trail": s3("DeleteBucket", {}),
		"changed the policy of bucket 'logs' of a trail": s3("PutBucketPolicy", {"bucketPolicy": {}}),
		"suspended the versions of bucket 'logs' of a trail": s3("PutBucketVersioning", {"VersioningConfiguration": {"Status": "Suspended"}}),
		"set an expiry for bucket 'logs' of a trail": s3(
			"PutBucketLifecycle",
			{"LifecycleConfiguration": {"Rule": {"Status": "Enabled", "Expiration": {"Days": 1}}}},
		),
		"disabled key '0f1e' of a trail": fixture.event("kms.amazonaws.com/DisableKey", {"request": {"keyId": "0f1e"}}),
		"scheduled the deletion of key '0f1e' of a trail": fixture.event(
			"kms.amazonaws.com/ScheduleKeyDeletion",
			{"request": {"keyId": "arn:aws:kms:us-east-1:123456789012:key/0f1e"}},
		),
	}
	some finding in rule.deny with input as with_trail(event)
	finding.evidence.kind == "event"
	contains(finding.msg, note)
}

test_event_of_several_rules if {
	event := s3("PutBucketLifecycle", {"LifecycleConfiguration": {"Rule": [
		{"Status": "Enabled", "Transition": {"Days": 30}},
		{"Status": "Enabled", "Expiration": {"Days": 1}},
	]}})
	count(rule.deny) == 1 with input as with_trail(event)
}

test_event_of_earlier_versions if {
	expiry := {"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}
	event := s3("PutBucketLifecycleConfiguration", {"LifecycleConfiguration": {"Rule": expiry}})
	count(rule.deny) == 1 with input as with_trail(event)
}

test_event_clean[note] if {
	some note, event in {
		"another bucket": fixture.event("s3.amazonaws.com/DeleteBucket", {"request": {"bucketName": "web"}}),
		"versions on": s3("PutBucketVersioning", {"VersioningConfiguration": {"Status": "Enabled"}}),
		"transition": s3("PutBucketLifecycle", {"LifecycleConfiguration": {"Rule": {"Status": "Enabled", "Transition": {"Days": 9}}}}),
		"disabled": s3("PutBucketLifecycle", {"LifecycleConfiguration": {"Rule": {"Status": "Disabled", "Expiration": {"Days": 1}}}}),
		"markers": s3("PutBucketLifecycle", {"LifecycleConfiguration": {"Rule": {"Expiration": {"ExpiredObjectDeleteMarker": true}}}}),
		"another key": fixture.event("kms.amazonaws.com/DisableKey", {"request": {"keyId": "ffff"}}),
	}
	count(rule.deny) == 0 with input as with_trail(event)
}

test_event_without_state if {
	some finding in rule.deny with input as fixture.events([s3("DeleteBucket", {})])
	contains(finding.msg, "bucket 'logs', which may be a trail's")
}

test_event_unread if {
	snapshot := object.union(fixture.events([s3("DeleteBucket", {})]), {"coverage": {"cloudtrail.trails": drift.unread}})
	count(rule.deny) == 0 with input as snapshot
}

test_event_of_an_attempt if {
	event := object.union(s3("PutBucketPolicy", {}), {"succeeded": false, "error_code": "AccessDenied"})
	some finding in rule.deny with input as with_trail(event)
	contains(finding.msg, "tried to change the policy of bucket 'logs'")
}

test_log_files if {
	problem := {"object": "AWSLogs/a.json.gz", "kind": "missing_log", "region": "us-east-1", "detail": "Its digest lists it."}
	some finding in rule.deny with input as fixture.snapshot({"activity": {"log_file_validation": {"problems": [problem]}}})
	finding.msg == "Log file 'a.json.gz' was removed. Its digest lists it."
}
