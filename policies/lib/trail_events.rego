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

# subject is the trail that an event is about: its ARN, or else the account's, and how to call it.
subject(event) := {"arn": trail, "name": event_finding.named("trail", arn.name(trail))} if {
	trail := trail_arn(event)
} else := {"arn": store, "name": event_finding.named("event data store", arn.name(store))} if {
	store := events.text(event, ["request", "eventDataStore"])
	startswith(store, "arn:")
} else := {"arn": account.arn, "name": "a trail"}

trail_arn(event) := name if {
	name := trail_name(event)
	startswith(name, "arn:")
} else := event_finding.arn(event, "cloudtrail", sprintf("trail/%s", [name])) if {
	name := trail_name(event)
	name != ""
}

trail_name(event) := events.at(event, ["request", "name"])

trail_name(event) := events.at(event, ["request", "trailName"])

# weakening are the ways in which a call would let a trail record less. To set what was set before is
# none, so that the values alone count, and a name only if it is taken away.
weakening(event) := union({
	{text | some name, text in updates; is_false(events.at(event, ["request", name]))},
	{text | some name, text in places; events.at(event, ["request", name]) == ""},
	{text | some selector in events.at(event, ["request", "eventSelectors"]); some text in narrow(selector)},
	{text | some text in narrow_fields(events.at(event, ["request", "advancedEventSelectors"]))},
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

narrow(selector) := union({
	{"records no management events" | is_false(object.get(selector, "includeManagementEvents", null))},
	{sprintf("records events of the type %s only", [selector.readWriteType]) | selector.readWriteType != "All"},
	{sprintf("leaves the events of %s out", [source]) | some source in selector.excludeManagementEventSources},
})

# An advanced selector lets through what fulfils all its fields.
narrow_fields(selectors) := {"records no management events"} if count(management(selectors)) == 0

narrow_fields(selectors) := {sprintf("records management events by a further condition on %s", [field.field]) |
	some selector in management(selectors)
	some field in selector.fieldSelectors
	field.field != "eventCategory"
} if {
	count(management(selectors)) > 0
	count([s | some s in management(selectors); count(s.fieldSelectors) == 1]) == 0
}

narrow_fields(selectors) := set() if count([s | some s in management(selectors); count(s.fieldSelectors) == 1]) > 0

management(selectors) := [selector |
	some selector in selectors
	some field in selector.fieldSelectors
	field.field == "eventCategory"
	"Management" in field.equals
]
