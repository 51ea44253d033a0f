# METADATA
# title: Whether management events of a region are recorded
package tocsin.lib.recorded

import data.tocsin.lib.cloudtrail

# covering are the recorders of a region.
covering(region) := {recorder | some recorder in cloudtrail.recorders; covers(recorder, region)}

covers(recorder, _) if recorder.everywhere == true

covers(recorder, region) if recorder.region == region

# at_all says whether anything in a region records events of a kind, or of a source.
at_all(region, aspect) if {
	some recorder in covering(region)
	recorder.events[aspect] == true
}

wholly(region, kind) if {
	some recorder in covering(region)
	recorder.events[kind] == true
	recorder.events.narrowed == false
}

# A source is recorded by what records its reads and its writes. That is not known of a pair of
# recorders, of which one has the reads and the other the writes.
by_one(region) if {
	some recorder in covering(region)
	recorder.events.read == true
	recorder.events.write == true
}
