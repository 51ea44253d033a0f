package tocsin.lib.root_events_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.root_events

event(n) := fixture.by_root(sprintf("s3.amazonaws.com/Call%d", [n]), {"read_only": true})

test_by_use if {
	events := [event(1), object.union(event(2), {"root": "service"}), fixture.event("s3.amazonaws.com/Call3", {})]
	found := root_events.by("human") with input as fixture.events(events)
	[e.name | some e in found] == ["Call1"]
}

# Many calls are told by their number, and by no more names than a reader takes in.
test_bundle_of_many if {
	some bundle in root_events.bundles([event(n) | some n in numbers.range(10, 59)])
	bundle.count == 50
	count(bundle.calls) == 20
	bundle.calls[0] == "s3.amazonaws.com/Call10"
}

test_no_bundles if root_events.bundles([]) == set()

test_of_a_kind[note] if {
	some note, tc in {"human": 1, "managed": 1, "federated": 0, "service": 0}
	found := root_events.of("s3.amazonaws.com", {"Call1"}) with input as fixture.events([object.union(event(1), {"root": note})])
	count(found) == tc
}
