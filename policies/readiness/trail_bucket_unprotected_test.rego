package tocsin.readiness.trail_bucket_unprotected_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.trail_bucket_unprotected as rule

of_bucket(change) := [object.union({"arn": "arn:aws:s3:::logs", "name": "logs", "region": "us-east-1"}, change)]

snapshot(versioning, lock) := fixture.snapshot({"cloudtrail": {
	"buckets": of_bucket({"owned": true, "exists": true}),
	"bucket_versioning": of_bucket(versioning),
	"bucket_object_lock": of_bucket(lock),
}})

versioned := {"status": "Enabled"}

test_finding if {
	findings := rule.deny with input as snapshot({"status": "Suspended"}, {"enabled": false})
	findings == {{
		"msg": "Bucket 'logs', to which trails deliver, does not keep versions and has neither object lock nor MFA delete.",
		"resource": "arn:aws:s3:::logs",
		"region": "us-east-1",
		"evidence": {"versioning": {"status": "Suspended"}, "object_lock": [{"enabled": false}]},
		"fix": [
			"aws s3api put-bucket-versioning --versioning-configuration=Status=Enabled --bucket=logs --region=us-east-1",
			concat("", [
				`aws s3api put-object-lock-configuration --object-lock-configuration='{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":`,
				`{"Mode":"GOVERNANCE","Days":365}}}' --bucket=logs --region=us-east-1`,
			]),
		],
	}}
}

test_failing[note] if {
	some note, tc in {
		"never versioned": {"versioning": {}, "lock": {"enabled": false}, "fixes": 2},
		"suspended": {"versioning": {"status": "Suspended", "mfa_delete": "Enabled"}, "lock": {"enabled": false}, "fixes": 1},
		"versions only": {"versioning": versioned, "lock": {"enabled": false}, "fixes": 1},
		"MFA delete off": {"versioning": {"status": "Enabled", "mfa_delete": "Disabled"}, "lock": {"enabled": false}, "fixes": 1},
	}
	findings := rule.deny with input as snapshot(tc.versioning, tc.lock)
	count(findings) == 1
	every finding in findings { count(finding.fix) == tc.fixes }
}

test_clean[note] if {
	some note, tc in {
		"locked": {"versioning": versioned, "lock": {"enabled": true, "mode": "GOVERNANCE", "days": 365}},
		"locked one by one, perhaps": {"versioning": versioned, "lock": {"enabled": true}},
		"MFA delete": {"versioning": {"status": "Enabled", "mfa_delete": "Enabled"}, "lock": {"enabled": false}},
	}
	findings := rule.deny with input as snapshot(tc.versioning, tc.lock)
	count(findings) == 0
}

test_of_another_account if {
	theirs := {"name": "theirs", "owned": false, "exists": true}
	reasons := rule.unknown with input as fixture.snapshot({"cloudtrail": {"buckets": [theirs]}})
	reasons == {"bucket 'theirs' is another account's"}
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"versioning": {"cloudtrail": {"bucket_versioning": [], "bucket_object_lock": of_bucket({"enabled": false})}},
		"object lock": {"cloudtrail": {"bucket_versioning": of_bucket(versioned), "bucket_object_lock": []}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}

test_without_default_retention if {
	reasons := rule.unknown with input as snapshot(versioned, {"enabled": true})
	reasons == {"whether objects of bucket 'logs' are locked was not read: it has no default retention"}
}

test_with_default_retention[note] if {
	some note, tc in {
		"locked": [versioned, {"enabled": true, "mode": "COMPLIANCE", "days": 365}],
		"MFA delete": [{"status": "Enabled", "mfa_delete": "Enabled"}, {"enabled": true}],
		"no lock": [versioned, {"enabled": false}],
	}
	count(rule.unknown) == 0 with input as snapshot(tc[0], tc[1])
}
