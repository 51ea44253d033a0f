package tocsin.lib.probe_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.probe

test_all_have_titles if {
	object.keys(probe.titles) == {name | some name in probe.names}
}

test_listed[note] if {
	some note, tc in {
		"one": {"names": probe.user, "want": "CreateUser"},
		"two": {"names": probe.root, "want": "root's console logins and root's API calls"},
		"three": {"names": probe.trail, "want": "StopLogging, DeleteTrail and UpdateTrail"},
	}
	probe.listed(tc.names) == tc.want
}

test_regions[note] if {
	elsewhere := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/b"})
	foreign := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:eu-west-2:210987654321:trail/c"})
	some note, tc in {
		"home regions": {"trails": [fixture.trail, elsewhere, foreign], "want": {"us-east-1", "eu-west-1"}},
		"no trail": {"trails": [], "want": {"us-east-1"}},
		"another account's": {"trails": [foreign], "want": {"us-east-1"}},
	}
	snapshot := fixture.snapshot({"cloudtrail": {"trails": tc.trails}})
	regions := probe.regions("stop_logging") with input as snapshot
	regions == tc.want
	global := probe.regions("create_user") with input as snapshot
	global == {"us-east-1"}
}

test_pattern if {
	json.unmarshal(probe.pattern(probe.root)).detail == {"userIdentity": {"type": ["Root"]}}
	json.unmarshal(probe.pattern(probe.user)).detail == {"eventName": ["CreateUser"]}
}
