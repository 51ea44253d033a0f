# METADATA
# title: What CloudTrail's events say of trails and event data stores
# description: |
#   Requests name a trail by its name or its ARN. Denied calls mostly come without their parameters, so
#   that it is not known which trail was meant, nor what was to become of it.
package tocsin.lib.trail_events

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.selector_events

# subject is the trail that an event is about: its ARN, or else the account's, and how to call it.
subject(event) := {"arn": trail, "name": event_finding.named("trail", arn.name(trail))} if {
	trail := trail_arn(event)
} else := {"arn": store, "name": event_finding.named("event data store", arn.name(store))} if {
	store := store_arn(event, events.text(event, ["request", "eventDataStore"]))
} else := {"arn": account.arn, "name": "a trail"}

trail_arn(event) := name if {
	name := trail_name(event)
	startswith(name, "arn:")
} else := event_finding.arn(event, "cloudtrail", sprintf("trail/%s", [trail_name(event)]))

# A store is named by its ARN or its id.
store_arn(_, name) := name if startswith(name, "arn:")

store_arn(event, name) := event_finding.arn(event, "cloudtrail", sprintf("eventdatastore/%s", [name])) if {
	name != ""
	not startswith(name, "arn:")
}

trail_name(event) := [name |
	some field in ["name", "trailName"]
	name := events.text(event, ["request", field])
	name != ""
][0]

# weakening are the ways in which a call would let a trail record less. To set what was set before is
# none, so that the values alone count, and a name only if it is taken away.
weakening(event) := union({
	{text | some name, text in updates; is_false(events.at(event, ["request", name]))},
	{text | some name, text in places; events.at(event, ["request", name]) == ""},
	{text | some text in selector_events.narrowing(events.at(event, ["request", "eventSelectors"]))},
	{text | some text in selector_events.narrow_fields(events.at(event, ["request", "advancedEventSelectors"]))},
	{"does not ingest any more" | event.name == "StopEventDataStoreIngestion"},
})

updates := {
	"isMultiRegionTrail": "covers one region only",
	"includeGlobalServiceEvents": "leaves the events of global services out",
	"isOrganizationTrail": "does not cover the accounts of the organisation any more",
	"enableLogFileValidation": "does not validate its log files any more",
	"terminationProtectionEnabled": "can be deleted at once",
}

places := {
	"kmsKeyId": "does not encrypt with a key any more",
	"cloudWatchLogsLogGroupArn": "does not deliver to a log group any more",
}

is_false(value) if value in {false, "false"}
