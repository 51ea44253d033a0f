# METADATA
# title: State machines for the tests of the rules about them
package tocsin.lib.state_machine_fixture_test

machine := {
	"arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate",
	"name": "ir-isolate",
	"region": "us-east-1",
	"type": "STANDARD",
	"creation_date": "2025-02-03T09:12:40Z",
	"status": "ACTIVE",
	"role_arn": "arn:aws:iam::123456789012:role/isolate",
	"definition_sha256": "aaaa",
	"logging": {"level": "ALL", "include_execution_data": true, "log_group_arns": ["arn:aws:logs:us-east-1:123456789012:log-group:ir:*"]},
}

alias := {
	"arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate:live",
	"name": "live",
	"state_machine_arn": machine.arn,
	"region": "us-east-1",
	"routing": [{"version_arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate:1", "weight": 100}],
}

execution := {
	"arn": "arn:aws:states:us-east-1:123456789012:execution:ir-isolate:guardduty-1",
	"name": "guardduty-1",
	"state_machine_arn": machine.arn,
	"region": "us-east-1",
	"status": "ABORTED",
	"start_date": "2026-11-18T02:47:30Z",
	"stop_date": "2026-11-18T02:49:05Z",
}

schedule := {
	"arn": "arn:aws:scheduler:us-east-1:123456789012:schedule/ir/hourly",
	"name": "hourly",
	"group_name": "ir",
	"region": "us-east-1",
	"state": "ENABLED",
	"target_arn": concat(":", [machine.arn, "live"]),
	"expression": "rate(1 hours)",
	"state_machine_arn": machine.arn,
}
