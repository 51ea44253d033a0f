# METADATA
# title: Which management events nothing records
package tocsin.lib.recording

import data.tocsin.lib.account
import data.tocsin.lib.cloudtrail
import data.tocsin.lib.recorded

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
	here := recorded.covering(account.global_region)
	count([recorder | some recorder in here; recorder.global == true]) == 0
}

# listed names regions as far as a sentence bears it.
listed(regions) := sprintf("'%s'", [concat("', '", regions)]) if {
	count(regions) <= 3
} else := sprintf("%d of %d regions", [count(regions), count(input.aws.account.regions)])

lacks(region, aspect) if {
	aspect == "region"
	count(recorded.covering(region)) == 0
}

lacks(region, aspect) if {
	aspect in {"read", "write"}
	count(recorded.covering(region)) > 0
	not recorded.at_all(region, aspect)
}

lacks(region, aspect) if {
	aspect in sources
	recorded.by_one(region)
	not recorded.at_all(region, aspect)
}

lacks(region, aspect) if {
	aspect == "narrowed"
	some kind in {"read", "write"}
	recorded.at_all(region, kind)
	not recorded.wholly(region, kind)
}

undecided := [region.name |
	some region in input.aws.account.regions
	recorded.at_all(region.name, "read")
	recorded.at_all(region.name, "write")
	not recorded.by_one(region.name)
]
