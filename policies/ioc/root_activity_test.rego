package tocsin.ioc.root_activity_test

import data.tocsin.ioc.root_activity as rule
import data.tocsin.lib.fixture_test as fixture

looking := fixture.by_root("s3.amazonaws.com/ListBuckets", {"read_only": true, "time": "2026-11-22T02:00:00Z"})

creating := fixture.by_root("ec2.amazonaws.com/CreateVpc", {"read_only": false})

test_calls if {
	again := object.union(looking, {"time": "2026-11-22T04:00:00Z", "succeeded": false, "region": "eu-west-1"})
	findings := rule.deny with input as fixture.events([looking, again])
	findings == {{
		"msg": concat(" ", [
			"The root user made 2 calls that only read from '198.51.100.7' by 'aws-cli/2',",
			"between 2026-11-22T02:00:00Z and 2026-11-22T04:00:00Z, 1 of them in vain.",
		]),
		"resource": fixture.root,
		"key": "human reading 198.51.100.7 aws-cli/2",
		"evidence": {
			"kind": "event",
			"root": "human",
			"changes": false,
			"address": "198.51.100.7",
			"agent": "aws-cli/2",
			"count": 2,
			"attempts": 1,
			"first": "2026-11-22T02:00:00Z",
			"last": "2026-11-22T04:00:00Z",
			"calls": ["s3.amazonaws.com/ListBuckets"],
			"regions": {"us-east-1", "eu-west-1"},
		},
		"fix": [],
	}}
}

# Another program, another address, a change, a session of another kind: each is a finding of its own.
test_bundles if {
	findings := rule.deny with input as fixture.events([
		looking,
		creating,
		object.union(looking, {"source_ip_address": "203.0.113.9"}),
		object.union(looking, {"user_agent": "Mozilla/5.0"}),
		object.union(looking, {"root": "federated"}),
		object.union(looking, {"root": "managed"}),
	])
	{finding.key | some finding in findings} == {
		"human reading 198.51.100.7 aws-cli/2",
		"human changing 198.51.100.7 aws-cli/2",
		"human reading 203.0.113.9 aws-cli/2",
		"human reading 198.51.100.7 Mozilla/5.0",
		"federated reading 198.51.100.7 aws-cli/2",
		"managed reading 198.51.100.7 aws-cli/2",
	}
}

# What may have changed something is not passed off as a look.
test_nothing_says_whether_it_reads if {
	some finding in rule.deny with input as fixture.events([object.remove(creating, ["read_only"])])
	finding.evidence.changes
}

test_without_address_and_program if {
	some finding in rule.deny with input as fixture.events([object.remove(creating, ["source_ip_address", "user_agent", "region"])])
	finding.key == "human changing  "
	finding.evidence.regions == set()
}

test_clean[note] if {
	some note, event in {
		"a service on behalf of root": object.union(creating, {"root": "service"}),
		"not root": fixture.event("ec2.amazonaws.com/CreateVpc", {}),
		"before the window": object.union(creating, {"time": "2026-11-21T11:59:59Z"}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_unread if {
	count(rule.deny) == 0 with input as fixture.empty
}
