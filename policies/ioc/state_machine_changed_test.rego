package tocsin.ioc.state_machine_changed_test

import data.tocsin.ioc.state_machine_changed as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.state_machine_fixture_test as sfn

alias := sfn.alias

machine := sfn.machine

now(machines, aliases) := drift.now({"stepfunctions": {"state_machines": machines, "aliases": aliases}})

then := drift.then({"stepfunctions": {"state_machines": [machine], "aliases": [alias]}})

update := "aws stepfunctions update-state-machine --state-machine-arn=arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate"

test_definition if {
	findings := rule.deny with input as now([object.union(machine, {"definition_sha256": "bbbb"})], [alias]) with data.baseline as then
	findings == {{
		"msg": "State machine 'ir-isolate' has another definition than in the baseline of 2026-11-10T12:00:00Z.",
		"resource": machine.arn,
		"region": "us-east-1",
		"key": "definition",
		"evidence": {"kind": "drift", "baseline": drift.since, "before": "aaaa", "now": "bbbb"},
		"fix": [concat(" ", [update, "--definition=file://definition.json --region=us-east-1"])],
	}}
}

test_aspects[note] if {
	some note, tc in {
		"role": {
			"change": {"role_arn": "arn:aws:iam::123456789012:role/none"},
			"fix": "--role-arn=arn:aws:iam::123456789012:role/isolate",
		},
		"logging": {
			"change": {"logging": {"level": "OFF", "include_execution_data": false, "log_group_arns": []}},
			"fix": concat("", [
				`--logging-configuration='{"destinations":[{"cloudWatchLogsLogGroup":`,
				`{"logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:ir:*"}}],"includeExecutionData":true,"level":"ALL"}'`,
			]),
		},
	}
	findings := rule.deny with input as now([object.union(machine, tc.change)], [alias]) with data.baseline as then
	{[finding.key, finding.fix] | some finding in findings} == {[note, [concat(" ", [update, tc.fix, "--region=us-east-1"])]]}
}

test_several_aspects if {
	changed := object.union(machine, {"definition_sha256": "bbbb", "role_arn": "arn:aws:iam::123456789012:role/none"})
	findings := rule.deny with input as now([changed], [alias]) with data.baseline as then
	{finding.key | some finding in findings} == {"definition", "role"}
}

test_alias_routed if {
	routing := [{"version_arn": "arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate:2", "weight": 100}]
	findings := rule.deny with input as now([machine], [object.union(alias, {"routing": routing})]) with data.baseline as then
	findings == {{
		"msg": "Alias 'ir-isolate:live' starts other versions than in the baseline of 2026-11-10T12:00:00Z.",
		"resource": alias.arn,
		"region": "us-east-1",
		"key": "routing",
		"evidence": {"kind": "drift", "baseline": drift.since, "before": alias.routing, "now": routing},
		"fix": [concat(" ", [
			"aws stepfunctions update-state-machine-alias",
			"--state-machine-alias-arn=arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate:live",
			concat("", [
				`--routing-configuration='[{"stateMachineVersionArn":`,
				`"arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate:1","weight":100}]'`,
			]),
			"--region=us-east-1",
		])],
	}}
}

test_alias_deleted if {
	findings := rule.deny with input as now([machine], []) with data.baseline as then
	some finding in findings
	finding.msg == "Alias 'ir-isolate:live' is not there any more, as it is in the baseline of 2026-11-10T12:00:00Z."
	startswith(finding.fix[0], "aws stepfunctions create-state-machine-alias --name=live --routing-configuration='[{")
}

test_clean[note] if {
	other := object.union(machine, {"arn": "arn:aws:states:us-east-1:123456789012:stateMachine:new", "name": "new"})
	some note, tc in {
		"unchanged": {"machines": [machine], "aliases": [alias]},
		"new machine": {"machines": [machine, other], "aliases": [alias]},
		"new alias": {"machines": [machine], "aliases": [alias, object.union(alias, {"arn": concat("", [alias.arn, "2"])})]},
		"deleted with its alias": {"machines": [], "aliases": []},
		"being deleted": {"machines": [object.union(machine, {"status": "DELETING"})], "aliases": [alias]},
	}
	findings := rule.deny with input as now(tc.machines, tc.aliases) with data.baseline as then
	count(findings) == 0
}

# A description that could not be read is no change, nor is a list that could not.
test_unread[note] if {
	bare := object.filter(machine, ["arn", "name", "region", "type"])
	some note, snapshot in {
		"everything": fixture.empty,
		"description": drift.lacking(now([bare], [alias]), "stepfunctions.state_machines", "us-east-1"),
		"definition": drift.lacking(
			now([object.remove(machine, ["definition_sha256"])], [alias]),
			"stepfunctions.state_machines", "us-east-1",
		),
		"routing": drift.lacking(now([machine], [object.remove(alias, ["routing"])]), "stepfunctions.aliases", "us-east-1"),
		"aliases": drift.lacking(now([machine], []), "stepfunctions.aliases", "us-east-1"),
	}
	findings := rule.deny with input as snapshot with data.baseline as then
	count(findings) == 0
}

test_baseline_unread if {
	findings := rule.deny with input as now([machine], [alias]) with data.baseline as fixture.empty
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as now([machine], [alias])
	findings := rule.deny with input as now([machine], [alias])
	count(findings) == 0
}

test_applicable if rule.applicable with data.baseline as then

test_event[note] if {
	some note, request in {
		"UpdateStateMachine": {
			"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:contain",
			"roleArn": "r",
			"definition": "{}",
		},
		"UpdateStateMachineAlias": {"stateMachineAliasArn": "arn:aws:states:us-east-1:123456789012:stateMachine:contain:live"},
		"DeleteStateMachineVersion": {"stateMachineVersionArn": "arn:aws:states:us-east-1:123456789012:stateMachine:contain:3"},
	}
	event := fixture.event(sprintf("states.amazonaws.com/%s", [note]), {"request": request})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, sprintf("changed (%s) state machine 'contain'", [note]))
	not finding.evidence.definition
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("states.amazonaws.com/UpdateStateMachine")])
	contains(finding.msg, "tried to change (UpdateStateMachine) a state machine")
}

test_event_clean if {
	event := fixture.event("states.amazonaws.com/CreateStateMachine", {"request": {"name": "contain"}})
	count(rule.deny) == 0 with input as fixture.events([event])
}
