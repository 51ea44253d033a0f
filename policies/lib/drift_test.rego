package tocsin.lib.drift_test

import data.tocsin.lib.drift
import data.tocsin.lib.fixture_test as fixture

# When the baselines of the tests of all rules were read: before what is recent.
since := "2026-11-10T12:00:00Z"

# A snapshot of which all that it holds was read whole, and one of earlier.
now(aws) := object.union(fixture.snapshot(aws), {"coverage": {section: {"status": "complete"} |
	some service, collections in aws
	some name, _ in collections
	section := sprintf("%s.%s", [service, name])
}})

then(aws) := object.union(now(aws), {"meta": {"collected_at": since}})

# lacking is a snapshot in which a section has a gap in a region.
lacking(snapshot, section, region) := object.union(snapshot, {"coverage": {section: {"status": "partial", "gaps": [{
	"region": region,
	"operation": "x:List",
	"code": "AccessDenied",
}]}}})

unread := {"status": "missing", "gaps": [{"operation": "x:List", "code": "AccessDenied"}]}

users := {"iam": {"users": []}}

test_given if drift.given with data.baseline as then({})

test_none_given if not drift.given

test_since if drift.since == since with data.baseline as then({})

test_evidence if {
	drift.evidence({"a": 1}) == {"kind": "drift", "baseline": since, "a": 1} with data.baseline as then({})
}

test_sections[note] if {
	some note, tc in {
		"complete": {"coverage": {"status": "complete"}, "read": 1},
		"partial": {"coverage": {"status": "partial", "gaps": [{"operation": "x:List", "code": "y"}]}, "read": 0},
		"missing": {"coverage": unread, "read": 0},
		"off": {"coverage": {"status": "off"}, "read": 0},
		"not mentioned": {"coverage": {}, "read": 0},
	}
	snapshot := object.union(fixture.empty, {"coverage": {"iam.users": tc.coverage}})
	count([1 | drift.read_now("iam.users")]) == tc.read with input as snapshot
	count([1 | drift.read_then("iam.users")]) == tc.read with data.baseline as snapshot
}

test_sections_in_a_region[note] if {
	gap := {"operation": "x:List", "code": "y"}
	some note, tc in {
		"complete": {"coverage": {"status": "complete"}, "read": 1},
		"gap elsewhere": {"coverage": {"status": "partial", "gaps": [object.union(gap, {"region": "eu-west-1"})]}, "read": 1},
		"gap there": {"coverage": {"status": "partial", "gaps": [object.union(gap, {"region": "us-east-1"})]}, "read": 0},
		"gap anywhere": {"coverage": {"status": "partial", "gaps": [gap]}, "read": 0},
		"unexplained": {"coverage": {"status": "partial"}, "read": 0},
		"missing": {"coverage": {"status": "missing", "gaps": [object.union(gap, {"region": "eu-west-1"})]}, "read": 0},
		"off": {"coverage": {"status": "off"}, "read": 0},
	}
	snapshot := object.union(fixture.empty, {"coverage": {"sns.topics": tc.coverage}})
	count([1 | drift.read_now_in("sns.topics", "us-east-1")]) == tc.read with input as snapshot
	count([1 | drift.read_then_in("sns.topics", "us-east-1")]) == tc.read with data.baseline as snapshot
}

# What lies in a region that is not enabled any more, or was not then, is out of sight.
test_a_region_out_of_sight if {
	snapshot := now({"sns": {"topics": []}})
	not drift.read_now_in("sns.topics", "af-south-1") with input as snapshot
	not drift.read_then_in("sns.topics", "af-south-1") with data.baseline as snapshot
}

test_read_whenever[note] if {
	some note, tc in {
		"no baseline": [now(users), {}, true],
		"both": [now(users), then(users), true],
		"only now": [now(users), then({}), false],
		"only then": [now({}), then(users), false],
		"neither": [now({}), {}, false],
	}
	found := [true | drift.read_whenever("iam.users")] with input as tc[0] with data.baseline as tc[1]
	count(found) == 1 == tc[2]
}

# The window of the fixtures begins on 15 November, their baseline is older.
test_new_since[note] if {
	some note, tc in {
		"no baseline": {"then": {}, "since": fixture.meta.window.state_since},
		"read then": {"then": then({"ec2": {"instances": []}}), "since": fixture.meta.window.state_since},
		"not enabled then": {"then": elsewhere, "since": since},
	}
	drift.new_since("ec2.instances", "us-east-1") == tc.since with input as now({}) with data.baseline as tc.then
}

elsewhere := json.patch(then({}), [{"op": "replace", "path": "meta/regions", "value": ["eu-west-1"]}])
