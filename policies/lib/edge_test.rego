package tocsin.lib.edge_test

import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.edge
import data.tocsin.lib.fixture_test as fixture

ok := edge.ok("a", "x")

open := edge.open("b", "x", "it is not known")

broken := edge.broken("c", "x", "it is broken", ["mend it"])

test_best[note] if {
	some note, tc in {
		"whole before open": {"paths": {[ok], [ok, ok, open]}, "want": [ok]},
		"open before broken": {"paths": {[open], [ok, ok, ok, broken]}, "want": [open]},
		"the one that comes further": {"paths": {[ok, broken], [ok, ok, broken]}, "want": [ok, ok, broken]},
	}
	edge.best(tc.paths) == tc.want
}

test_states if {
	edge.proven([ok, ok])
	not edge.proven([ok, open])
	edge.fails([ok, open, broken])
	not edge.fails([open])
	edge.first_broken([ok, broken, edge.broken("d", "y", "z", [])]) == broken
}

test_unread[note] if {
	whole := drift.now({"sns": {"topics": []}})
	some note, tc in {
		"complete": {"snapshot": whole, "want": 0},
		"gap there": {"snapshot": drift.lacking(whole, "sns.topics", "us-east-1"), "want": 1},
		"gap elsewhere": {"snapshot": drift.lacking(whole, "sns.topics", "eu-west-1"), "want": 0},
		"missing": {"snapshot": object.union(whole, {"coverage": {"sns.topics": drift.unread}}), "want": 1},
		"not mentioned": {"snapshot": fixture.empty, "want": 1},
	}
	unread := [1 | edge.unread("sns.topics", "us-east-1")] with input as tc.snapshot
	count(unread) == tc.want
}
