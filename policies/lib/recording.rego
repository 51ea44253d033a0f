# METADATA
# title: Which management events nothing records
package tocsin.lib.recording

import data.tocsin.lib.account
import data.tocsin.lib.cloudtrail

# The sources that AWS lets one leave out for their volume.
sources := {"kms", "rds_data"}

names := {
	"everything": "any management events",
	"region": "any management events",
	"read": "management events that read",
	"write": "management events that write",
	"kms": "the management events of KMS",
	"rds_data": "the management events of the RDS Data API",
	"narrowed": "the management events that selectors leave out",
	"global": "the events of global services such as IAM and STS, with root's console logins",
}

# Each gap has an aspect (a key of names) and, unless that is everywhere the same, its regions.
# Where nothing records at all there is nothing more to say.
missing contains {"aspect": "everything", "what": names.everything} if count(cloudtrail.recorders) == 0

missing contains {"aspect": aspect, "regions": regions, "what": what} if {
	count(cloudtrail.recorders) > 0
	some aspect in {"region", "read", "write", "kms", "rds_data", "narrowed"}
	regions := [region.name | some region in input.aws.account.regions; lacks(region.name, aspect)]
	count(regions) > 0
	what := sprintf("%s in %s", [names[aspect], listed(regions)])
}

# Since November 2021 these events exist in one region of the partition only, and single-region
# trails elsewhere do not get them.
missing contains {"aspect": "global", "what": names.global} if {
	count(cloudtrail.recorders) > 0
	here := covering(account.global_region)
	count([recorder | some recorder in here; recorder.global == true]) == 0
}

# listed names regions as far as a sentence bears it.
listed(regions) := sprintf("'%s'", [concat("', '", regions)]) if {
	count(regions) <= 3
} else := sprintf("%d of %d regions", [count(regions), count(input.aws.account.regions)])

covering(region) := {recorder | some recorder in cloudtrail.recorders; covers(recorder, region)}

covers(recorder, _) if recorder.everywhere == true

covers(recorder, region) if recorder.region == region

# recorded says whether anything in a region records events of a kind, or of a source.
recorded(region, aspect) if {
	some recorder in covering(region)
	recorder.events[aspect] == true
}

recorded_wholly(region, kind) if {
	some recorder in covering(region)
	recorder.events[kind] == true
	recorder.events.narrowed == false
}

# A source is recorded by what records its reads and its writes. That is not known of a pair of
# recorders, of which one has the reads and the other the writes.
judged(region) if {
	some recorder in covering(region)
	recorder.events.read == true
	recorder.events.write == true
}

lacks(region, aspect) if {
	aspect == "region"
	count(covering(region)) == 0
}

lacks(region, aspect) if {
	aspect in {"read", "write"}
	count(covering(region)) > 0
	not recorded(region, aspect)
}

lacks(region, aspect) if {
	aspect in sources
	judged(region)
	not recorded(region, aspect)
}

lacks(region, aspect) if {
	aspect == "narrowed"
	some kind in {"read", "write"}
	recorded(region, kind)
	not recorded_wholly(region, kind)
}

undecided := [region.name |
	some region in input.aws.account.regions
	recorded(region.name, "read")
	recorded(region.name, "write")
	not judged(region.name)
]
