package tocsin.lib.cloudtrail_test

import data.tocsin.lib.cloudtrail
import data.tocsin.lib.fixture_test as fixture

snapshot(trails, stores) := fixture.snapshot({"cloudtrail": {"trails": trails, "event_data_stores": stores}})

data_events := {"management_events": {"read": false, "write": false, "kms": false, "rds_data": false, "narrowed": false}}

test_trails[note] if {
	some note, tc in {
		"logging": {"change": {}, "recorders": 1},
		"stopped": {"change": {"is_logging": false}, "recorders": 0},
		"data events only": {"change": data_events, "recorders": 0},
		"writes only": {"change": {"management_events": {"read": false}}, "recorders": 1},
		"reads only": {"change": {"management_events": {"write": false}}, "recorders": 1},
	}
	found := cloudtrail.recorders with input as snapshot([object.union(fixture.trail, tc.change)], [])
	count(found) == tc.recorders
}

test_unread_trails[note] if {
	some note, field in {"status": "is_logging", "selectors": "management_events"}
	found := cloudtrail.recorders with input as snapshot([object.remove(fixture.trail, [field])], [])
	count(found) == 0
}

test_stores[note] if {
	some note, tc in {
		"enabled": {"change": {}, "recorders": 1},
		"stopped": {"change": {"status": "STOPPED_INGESTION"}, "recorders": 0},
		"pending deletion": {"change": {"status": "PENDING_DELETION"}, "recorders": 0},
		"other events": {"change": data_events, "recorders": 0},
	}
	found := cloudtrail.recorders with input as snapshot([], [object.union(fixture.store, tc.change)])
	count(found) == tc.recorders
}
