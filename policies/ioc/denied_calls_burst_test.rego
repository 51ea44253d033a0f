package tocsin.ioc.denied_calls_burst_test

import data.tocsin.ioc.denied_calls_burst as rule
import data.tocsin.lib.fixture_test as fixture

mallory := "arn:aws:iam::123456789012:user/mallory"

# Nothing but counts: denied calls mostly come without their request.
row(change) := object.union(
	{
		"actor": mallory,
		"hour": "2026-11-22T03:00:00Z",
		"count": 20,
		"events": ["iam.amazonaws.com/CreateUser", "s3.amazonaws.com/CreateBucket"],
		"source_ip_addresses": ["198.51.100.7"],
	},
	change,
)

snapshot(rows) := fixture.snapshot({"activity": {"denied": rows}})

test_burst if {
	findings := rule.deny with input as snapshot([row({})]) with data.params.denied_calls_an_hour as 20
	findings == {{
		"msg": sprintf("'%s' had 20 calls denied within an hour of 2026-11-22T03:00:00Z, from 198.51.100.7.", [mallory]),
		"resource": mallory,
		"key": "2026-11-22T03:00:00Z",
		"evidence": {
			"kind": "event",
			"hour": "2026-11-22T03:00:00Z",
			"count": 20,
			"events": ["iam.amazonaws.com/CreateUser", "s3.amazonaws.com/CreateBucket"],
			"source_ip_addresses": ["198.51.100.7"],
		},
		"fix": [],
	}}
}

test_each_hour_and_principal_by_itself if {
	rows := [row({}), row({"hour": "2026-11-22T04:00:00Z"}), row({"actor": "eve"})]
	findings := rule.deny with input as snapshot(rows) with data.params.denied_calls_an_hour as 20
	{[finding.resource, finding.key] | some finding in findings} == {
		[mallory, "2026-11-22T03:00:00Z"],
		[mallory, "2026-11-22T04:00:00Z"],
		["eve", "2026-11-22T03:00:00Z"],
	}
}

test_window[note] if {
	some note, tc in {
		"the hour in which it begins": {"hour": "2026-11-21T12:00:00Z", "findings": 1},
		"before": {"hour": "2026-11-21T11:00:00Z", "findings": 0},
	}
	findings := rule.deny with input as snapshot([row({"hour": tc.hour})]) with data.params.denied_calls_an_hour as 20
	count(findings) == tc.findings
}

test_clean[note] if {
	some note, rows in {"fewer": [row({"count": 19})], "none": []}
	count(rule.deny) == 0 with input as snapshot(rows) with data.params.denied_calls_an_hour as 20
}

test_unread if {
	count(rule.deny) == 0 with input as fixture.empty with data.params.denied_calls_an_hour as 1
}
