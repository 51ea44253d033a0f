# METADATA
# title: What records management events
package tocsin.lib.cloudtrail

import data.tocsin.lib.arn

# Trails that log and event data stores that ingest, now. One that takes in data events only is
# none, whatever the name of its selector says. What could not be read of one counts as not
# recording: these sets serve rules about absence, which gaps leave undecided.
recorders contains recorder if {
	some trail in input.aws.cloudtrail.trails
	trail.is_logging == true
	records(trail.management_events)
	recorder := {
		"arn": trail.arn,
		"region": arn.region(trail.arn),
		"everywhere": object.get(trail, "is_multi_region_trail", false),
		"global": object.get(trail, "include_global_service_events", false),
		"events": trail.management_events,
	}
}

recorders contains recorder if {
	some store in input.aws.cloudtrail.event_data_stores
	store.status == "ENABLED"
	records(store.management_events)
	recorder := {
		"arn": store.arn,
		"region": store.region,
		"everywhere": object.get(store, "multi_region_enabled", false),
		"global": true,
		"events": store.management_events,
	}
}

records(events) if events.read == true

records(events) if events.write == true

records_everything(events) if {
	events.read == true
	events.write == true
	events.kms == true
	events.rds_data == true
	events.narrowed == false
}
