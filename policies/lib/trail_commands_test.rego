package tocsin.lib.trail_commands_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.recording
import data.tocsin.lib.trail_commands

snapshot(trails) := fixture.snapshot({"cloudtrail": {"trails": trails}})

data_events := {"management_events": {"read": false, "write": false, "kms": false, "rds_data": false, "narrowed": false}}

test_start_stopped_trail if {
	commands := trail_commands.start_or_create with input as snapshot([object.union(fixture.trail, {"is_logging": false})])
	commands == ["aws cloudtrail start-logging --name=arn:aws:cloudtrail:us-east-1:123456789012:trail/main --region=us-east-1"]
}

test_start_creates_where_nothing_could_be_started[note] if {
	some note, trails in {
		"no trail": [],
		"status unread": [object.remove(fixture.trail, ["is_logging"])],
		"data trail": [object.union(fixture.trail, object.union(data_events, {"is_logging": false}))],
		"trail of the organisation": [object.union(fixture.trail, {
			"arn": "arn:aws:cloudtrail:us-east-1:210987654321:trail/org",
			"is_logging": false,
		})],
	}
	commands := trail_commands.start_or_create with input as snapshot(trails)
	startswith(commands[0], `aws cloudtrail create-trail --name=management-events --s3-bucket-name="$BUCKET" `)
	endswith(commands[0], " --region=us-east-1")
	commands[1] == "aws cloudtrail start-logging --name=management-events --region=us-east-1"
}

test_start_in_another_partition[note] if {
	some note, tc in {
		"China": {"partition": "aws-cn", "region": "cn-north-1"},
		"unknown": {"partition": "aws-moon", "region": `"$AWS_REGION"`},
	}
	commands := trail_commands.start_or_create with input as object.union(fixture.empty, {"meta": {"partition": tc.partition}})
	every command in commands { endswith(command, concat("", [" --region=", tc.region])) }
}

org_trail := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:us-east-1:210987654321:trail/org"})

regional_trail := object.union(fixture.trail, {
	"arn": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/a",
	"is_multi_region_trail": false,
})

test_widen[note] if {
	creation := ["aws cloudtrail create-trail", "aws cloudtrail start-logging --name=management-events"]
	stopped_trail := object.union(fixture.trail, {"is_logging": false})
	some note, tc in {
		"regions": {"aspect": "region", "trails": [regional_trail], "commands": ["aws cloudtrail update-trail"]},
		"selectors": {
			"aspect": "kms",
			"trails": [regional_trail, fixture.trail],
			"commands": ["aws cloudtrail get-event-selectors", "aws cloudtrail put-event-selectors"],
		},
		"no trail of its own": {"aspect": "kms", "trails": [org_trail], "commands": creation},
		"regions, and no trail of its own": {"aspect": "region", "trails": [org_trail], "commands": creation},
		"nothing records": {
			"aspect": "everything",
			"trails": [stopped_trail],
			"commands": ["aws cloudtrail start-logging --name=arn:"],
		},
	}
	commands := trail_commands.widen[tc.aspect] with input as snapshot(tc.trails)
	count(commands) == count(tc.commands)
	every i, command in commands { startswith(command, tc.commands[i]) }
}

test_widen_the_widest_trail if {
	commands := trail_commands.widen.kms with input as snapshot([regional_trail, fixture.trail])
	every command in commands { contains(command, fixture.trail.arn) }
}

test_widen_a_trail_that_logs if {
	stopped_trail := object.union(fixture.trail, {"is_logging": false, "management_events": {"kms": false}})
	commands := trail_commands.widen.region with input as snapshot([stopped_trail, regional_trail])
	every command in commands { contains(command, regional_trail.arn) }
}

test_restart_what_would_record_everything[note] if {
	some note, tc in {
		"complete": {"change": {}, "commands": ["aws cloudtrail start-logging"]},
		"single region": {"change": {"is_multi_region_trail": false}, "commands": ["aws cloudtrail update-trail"]},
		"KMS excluded": {"change": {"management_events": {"kms": false}}, "commands": ["aws cloudtrail update-trail"]},
		"narrowed": {"change": {"management_events": {"narrowed": true}}, "commands": ["aws cloudtrail update-trail"]},
		"the organisation's": {"change": {"arn": org_trail.arn}, "commands": ["aws cloudtrail update-trail"]},
	}
	stopped_trail := object.union(object.union(fixture.trail, {"is_logging": false}), tc.change)
	commands := trail_commands.widen.region with input as snapshot([regional_trail, stopped_trail])
	count(commands) == count(tc.commands)
	every i, command in commands { startswith(command, tc.commands[i]) }
}

test_widen_knows_every_aspect if {
	widen := trail_commands.widen with input as fixture.empty
	object.keys(widen) == object.keys(recording.names)
}
