package tocsin.lib.events_test

import data.tocsin.lib.events

event := {
	"time": "2026-11-02T10:00:00Z",
	"id": "e1",
	"source": "cloudtrail.amazonaws.com",
	"name": "StopLogging",
	"region": "us-east-1",
	"succeeded": true,
	"source_ip_address": "198.51.100.7",
	"user_agent": "aws-cli/2",
	"actor": {"type": "Root", "arn": "arn:aws:iam::111122223333:root"},
	"root": "human",
	"request": {"name": "main"},
}

failed := object.union(object.remove(event, ["request"]), {"succeeded": false, "error_code": "AccessDenied"})

account(found) := {
	"meta": {"window": {"events_since": "2026-11-02T00:00:00Z"}},
	"coverage": {"activity.groups": {"status": "complete"}},
	"aws": {"activity": {"groups": [{"source": "cloudtrail.amazonaws.com", "name": "StopLogging", "events": found}]}},
}

test_events_of_a_kind if {
	ids("cloudtrail.amazonaws.com", {"StopLogging"}) == ["e1"] with input as account([event])
	ids("cloudtrail.amazonaws.com", {"DeleteTrail"}) == [] with input as account([event])
	ids("events.amazonaws.com", {"StopLogging"}) == [] with input as account([event])
}

test_older_events_do_not_count if {
	old := object.union(event, {"time": "2026-11-01T23:59:59Z"})
	ids("cloudtrail.amazonaws.com", {"StopLogging"}) == [] with input as account([old])
}

ids(source, names) := [found.id | some found in events.of(source, names)]

test_given if {
	events.given with input as account([])
	not events.given with input.coverage as {"activity.groups": {"status": "off"}}
	not events.given with input.coverage as {}
	events.read with input as account([])
	not events.read with input.coverage as {"activity.groups": {"status": "partial"}}
}

test_at if {
	events.at(event, ["request", "name"]) == "main"
	not events.at(failed, ["request", "name"])
	not events.at({"request": {"name": null}}, ["request", "name"])
}

test_by_service if {
	events.by_service({"actor": {"type": "AWSService", "invoked_by": "x"}})
	events.by_service({"actor": {"type": "AssumedRole", "invoked_by": "autoscaling.amazonaws.com"}})
	not events.by_service({"actor": {"type": "AssumedRole", "invoked_by": "cloudformation.amazonaws.com"}})
	not events.by_service({"actor": {"type": "Root", "invoked_by": "signin.amazonaws.com"}})
	not events.by_service({"actor": {"type": "IAMUser", "invoked_by": "AWS Internal"}})
	not events.by_service(event)
}

test_hidden if {
	events.is_hidden({"request": {"omitted": true, "reason": "requestParameters too large"}})
	events.is_hidden({"request": {"omitted": "true"}})
	not events.is_hidden({"request": {"omitted": false}})
	not events.is_hidden({})
}

test_untold[note] if {
	some note, request in {
		"no request": {},
		"empty": {"request": {}},
		"hidden": {"request": {"omitted": true}},
	}
	silent := object.union(object.remove(event, ["request"]), request)
	found := events.untold("cloudtrail.amazonaws.com", {"StopLogging"}) with input as account([event, failed, silent])
	found == {"event e1 (StopLogging, 2026-11-02T10:00:00Z) does not tell its parameters"}
}

test_told if count(events.untold("cloudtrail.amazonaws.com", {"StopLogging"})) == 0 with input as account([event, failed])

test_off[note] if {
	some note, tc in {
		"not mentioned": [{}, true],
		"off": [{"iam.users": {"status": "off"}}, true],
		"not read": [{"iam.users": {"status": "missing"}}, false],
		"read": [{"iam.users": {"status": "complete"}}, false],
	}
	found := [true | events.is_off("iam.users")] with input.coverage as tc[0]
	count(found) == 1 == tc[1]
}

test_text if {
	events.text(event, ["request", "name"]) == "main"
	events.text(failed, ["request", "name"]) == ""
	events.text({"request": {"name": 7}}, ["request", "name"]) == ""
}
