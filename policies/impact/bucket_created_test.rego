package tocsin.impact.bucket_created_test

import data.tocsin.impact.bucket_created as rule
import data.tocsin.lib.fixture_test as fixture

bucket(change) := object.union(
	{"arn": "arn:aws:s3:::tmp", "name": "tmp", "region": "us-east-1", "creation_date": "2026-11-21T02:41:09Z"},
	change,
)

old := bucket({"creation_date": "2024-01-01T00:00:00Z"})

snapshot(buckets, status) := object.union(fixture.snapshot({"s3": {"buckets": buckets}}), {"coverage": {"s3.buckets": {"status": status}}})

test_within_the_window if {
	findings := rule.deny with input as snapshot([bucket({})], "complete")
	findings == {{
		"msg": "Bucket 'tmp' was created at 2026-11-21T02:41:09Z.",
		"resource": "arn:aws:s3:::tmp",
		"region": "us-east-1",
		"evidence": {"kind": "state", "creation_date": "2026-11-21T02:41:09Z"},
		"fix": ["aws s3 ls --recursive --summarize s3://tmp"],
	}}
}

test_since_the_baseline if {
	findings := rule.deny with input as snapshot([old], "complete") with data.baseline as snapshot([], "complete")
	some finding in findings
	finding.msg == "Bucket 'tmp' was created since the baseline."
	finding.evidence == {"kind": "drift", "baseline": "2026-11-22T12:00:00Z", "creation_date": "2024-01-01T00:00:00Z"}
}

test_one_finding_a_bucket if {
	findings := rule.deny with input as snapshot([bucket({})], "complete") with data.baseline as snapshot([], "complete")
	count(findings) == 1
}

test_window[note] if {
	some note, tc in {
		"at its beginning": {"creation_date": "2026-11-15T12:00:00Z", "findings": 1},
		"before": {"creation_date": "2026-11-15T11:59:59Z", "findings": 0},
	}
	findings := rule.deny with input as snapshot([bucket({"creation_date": tc.creation_date})], "complete")
	count(findings) == tc.findings
}

test_clean[note] if {
	some note, tc in {
		"old": {"now": [old], "then": [old]},
		"none": {"now": [], "then": []},
		"deleted": {"now": [], "then": [old]},
	}
	findings := rule.deny with input as snapshot(tc.now, "complete") with data.baseline as snapshot(tc.then, "complete")
	count(findings) == 0
}

test_unread[note] if {
	some note, tc in {
		"now": {"now": fixture.empty, "then": snapshot([], "complete")},
		"date": {"now": snapshot([object.remove(old, ["creation_date"])], "complete"), "then": snapshot([old], "complete")},
		"then, in part": {"now": snapshot([old], "complete"), "then": snapshot([], "partial")},
		"then": {"now": snapshot([old], "complete"), "then": fixture.empty},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}
