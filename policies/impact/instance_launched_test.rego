package tocsin.impact.instance_launched_test

import data.tocsin.impact.instance_launched as rule
import data.tocsin.lib.fixture_test as fixture

instance(n, change) := object.union(
	{
		"arn": sprintf("arn:aws:ec2:us-east-1:123456789012:instance/i-%d", [n]),
		"id": sprintf("i-%d", [n]),
		"region": "us-east-1",
		"image_id": "ami-1",
		"type": "g5.12xlarge",
		"launch_time": "2026-11-21T02:52:31Z",
		"state": "running",
		"key_name": "a",
		"public_interfaces": [],
	},
	change,
)

old := {"launch_time": "2024-01-01T00:00:00Z"}

covered(coverage, instances) := object.union(fixture.snapshot({"ec2": {"instances": instances}}), {"coverage": {"ec2.instances": coverage}})

snapshot(instances) := covered({"status": "complete"}, instances)

# The region was not read to its end.
partial(instances) := covered({"status": "partial", "gaps": [{"region": "us-east-1"}]}, instances)

test_within_the_window if {
	findings := rule.deny with input as snapshot([instance(1, {}), instance(2, old)])
	findings == {{
		"msg": "Instance 'i-1' (g5.12xlarge) was launched at 2026-11-21T02:52:31Z in us-east-1.",
		"resource": "arn:aws:ec2:us-east-1:123456789012:instance/i-1",
		"region": "us-east-1",
		"evidence": {
			"kind": "state",
			"launch_time": "2026-11-21T02:52:31Z",
			"type": "g5.12xlarge",
			"state": "running",
			"image_id": "ami-1",
			"key_name": "a",
		},
		"fix": ["aws ec2 stop-instances --instance-ids=i-1 --region=us-east-1"],
	}}
}

test_idle_region[note] if {
	some note, tc in {
		"none older": {"now": snapshot([instance(1, {}), instance(2, {})]), "then": fixture.empty, "idle": true},
		"an older one elsewhere": {
			"now": snapshot([instance(1, {}), instance(2, object.union(old, {"region": "eu-west-1"}))]),
			"then": fixture.empty,
			"idle": true,
		},
		"an older one": {"now": snapshot([instance(1, {}), instance(2, old)]), "then": fixture.empty, "idle": false},
		"one that was terminated since": {"now": snapshot([instance(1, {})]), "then": snapshot([instance(3, {})]), "idle": false},
		"not read to its end": {"now": partial([instance(1, {})]), "then": fixture.empty, "idle": false},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	some finding in findings
	finding.resource == "arn:aws:ec2:us-east-1:123456789012:instance/i-1"
	endswith(finding.msg, ", where there was none before.") == tc.idle
}

test_since_the_baseline if {
	findings := rule.deny with input as snapshot([instance(1, old)]) with data.baseline as snapshot([])
	some finding in findings
	finding.msg == "Instance 'i-1' (g5.12xlarge) was launched since the baseline in us-east-1, where there was none before."
	finding.evidence.kind == "drift"
}

test_window[note] if {
	some note, tc in {
		"at its beginning": {"launch_time": "2026-11-15T12:00:00Z", "findings": 1},
		"before": {"launch_time": "2026-11-15T11:59:59Z", "findings": 0},
	}
	findings := rule.deny with input as snapshot([instance(1, {"launch_time": tc.launch_time})])
	count(findings) == tc.findings
}

test_clean[note] if {
	some note, tc in {
		"old": {"now": [instance(1, old)], "then": [instance(1, old)]},
		"terminated": {"now": [], "then": [instance(1, old)]},
		"none": {"now": [], "then": []},
	}
	findings := rule.deny with input as snapshot(tc.now) with data.baseline as snapshot(tc.then)
	count(findings) == 0
}

test_unread[note] if {
	some note, tc in {
		"now": {"now": fixture.empty, "then": snapshot([])},
		"then": {"now": snapshot([instance(1, old)]), "then": fixture.empty},
		"region then": {"now": snapshot([instance(1, old)]), "then": partial([])},
		"launch time": {"now": snapshot([object.remove(instance(1, {}), ["launch_time"])]), "then": fixture.empty},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}
