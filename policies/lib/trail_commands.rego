# METADATA
# title: The commands that make trails record
# description: |
#   Only this account's trails can be changed from here: the organisation's are in the account that
#   their ARN names.
package tocsin.lib.trail_commands

import data.tocsin.lib.arn
import data.tocsin.lib.cloudtrail
import data.tocsin.lib.new_trail
import data.tocsin.lib.selectors
import data.tocsin.lib.shell

start(trail) := sprintf("aws cloudtrail start-logging --name=%s", [at_home(trail)])

# Start the trails that are stopped, or else create one.
start_or_create := commands if {
	commands := [start(trail.arn) |
		some trail in input.aws.cloudtrail.trails
		trail.is_logging == false
		cloudtrail.records(trail.management_events)
		is_own(trail)
	]
	count(commands) > 0
} else := new_trail.create

# What makes an aspect recorded that nothing records (see recording.names).
widen := {
	"everything": start_or_create,
	"region": cover_regions,
	"global": cover_regions,
	"read": select_everything,
	"write": select_everything,
	"kms": select_everything,
	"rds_data": select_everything,
	"narrowed": select_everything,
}

cover_regions := restart if {
	count(restart) > 0
} else := [sprintf(
	"aws cloudtrail update-trail --name=%s --is-multi-region-trail --include-global-service-events",
	[at_home(best)],
)] if {
	best
} else := new_trail.create

select_everything := restart if {
	count(restart) > 0
} else := selectors.record_everything(best) if {
	best
} else := new_trail.create

# A trail that would record everything, were it not stopped, needs no other to be changed.
restart := [start(trail.arn) |
	some trail in input.aws.cloudtrail.trails
	trail.is_logging == false
	trail.is_multi_region_trail == true
	cloudtrail.records_everything(trail.management_events)
	is_own(trail)
]

# The trail to widen: one that logs, better one that is in every region already.
best := array.concat(
	[trail.arn | some trail in logging; trail.is_multi_region_trail == true],
	[trail.arn | some trail in logging; trail.is_multi_region_trail == false],
)[0]

logging contains trail if {
	some trail in input.aws.cloudtrail.trails
	trail.is_logging == true
	is_own(trail)
}

is_own(trail) if arn.account(trail.arn) == input.meta.account_id

at_home(trail) := sprintf("%s --region=%s", [shell.quote(trail), shell.quote(arn.region(trail))])
