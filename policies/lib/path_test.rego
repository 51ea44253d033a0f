package tocsin.lib.path_test

import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.path
import data.tocsin.lib.probe

# The findings about root, and an element more if it is proven that there need be none.
verdict := [path.findings(probe.root), [1 | path.proven(probe.root)]]

test_living_paths[note] if {
	composite := {
		"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:Any",
		"name": "Any",
		"region": "us-east-1",
		"type": "composite",
		"actions_enabled": true,
		"alarm_actions": [alert.topic.arn],
		"fires_with": ["Audit"],
	}
	without_actions := object.union(alert.alarm, {"alarm_actions": []})
	second := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/second", "is_logging": false})
	some note, snapshot in {
		"by a filter": alert.by_filter({}),
		"by a filter, with a rule elsewhere": alert.by_filter({"events": {"rules": [object.union(alert.rule, {"region": "eu-west-1"})]}}),
		"alarm to an incident": alert.by_filter(alert.with_alarm({"alarm_actions": ["arn:aws:ssm-incidents::123456789012:response-plan/x"]})),
		"expired mute rule": alert.by_filter({"cloudwatch": {"alarm_mute_rules": [object.union(alert.mute, {"status": "EXPIRED"})]}}),
		"mute rule for others": alert.by_filter({"cloudwatch": {"alarm_mute_rules": [object.union(alert.mute, {"alarm_names": ["x"]})]}}),
		"mute rule elsewhere": alert.by_filter({"cloudwatch": {"alarm_mute_rules": [object.union(alert.mute, {"region": "eu-west-1"})]}}),
		"another trail stopped": alert.by_filter({"cloudtrail": {"trails": [second, fixture.trail]}}),
		"trail of the region alone": alert.by_filter(alert.with_trail({"is_multi_region_trail": false})),
		"by a composite alarm": alert.by_filter(object.union(
			{"cloudwatch": {"alarms": [composite, without_actions]}},
			alert.with_policy({"passes_alarms": [composite.arn]}),
		)),
		"subscriber of another account": alert.by_filter({"sns": {"filter_policies": []}}),
		"one of two subscriptions blocked": alert.by_filter({"sns": {
			"topics": [object.union(alert.topic, {"subscriptions_confirmed": 2})],
			"filter_policies": [alert.policy, object.union(alert.policy, {"subscription_arn": "b", "passes_alarms": []})],
		}}),
		"metric with the alarm's dimensions": alert.by_filter(object.union(
			alert.with_filter({"transformations": [{"metric_name": "Audit", "namespace": "Security", "dimension_names": ["a"]}]}),
			alert.with_alarm({"dimension_names": ["a"]}),
		)),
	}
	result := verdict with input as snapshot
	result == [set(), [1]]
}

test_living_paths_by_rule[note] if {
	some note, snapshot in {
		"by a rule": alert.by_rule({}),
		"by a rule, with a filter on another log group": alert.by_rule(alert.with_filter({"log_group_arn": "other"})),
		"rule for reads, too": alert.by_rule(alert.with_rule({"state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})),
		"rule to a function": alert.by_rule(alert.with_target("arn:aws:lambda:us-east-1:123456789012:function:page")),
		"rule to a queue": alert.by_rule(alert.with_target("arn:aws:sqs:us-east-1:123456789012:alerts")),
	}
	result := verdict with input as snapshot
	result == [set(), [1]]
}

# What could not be read proves nothing, and is not named as broken.
test_unread[note] if {
	some note, section in {
		"mute rules": "cloudwatch.alarm_mute_rules",
		"filter policies": "sns.filter_policies",
	}
	snapshot := drift.lacking(alert.by_filter({"sns": {"filter_policies": []}}), section, "us-east-1")
	result := verdict with input as snapshot
	result == [set(), []]
}

test_unread_sections_prove_nothing[section] if {
	some section in ["cloudtrail.trails", "cloudtrail.log_groups", "logs.metric_filters", "cloudwatch.alarms", "sns.topics"]
	[service, collection] := split(section, ".")
	snapshot := json.patch(
		object.union(alert.by_filter({}), {"coverage": {section: drift.unread}}),
		[{"op": "remove", "path": sprintf("/aws/%s/%s", [service, collection])}],
	)
	not path.proven(probe.root) with input as snapshot
}

test_unread_fields_prove_nothing[note] if {
	some note, snapshot in {
		"status of the trail": alert.by_filter({"cloudtrail": {"trails": [object.remove(fixture.trail, ["is_logging"])]}}),
		"selectors of the trail": alert.by_filter({"cloudtrail": {"trails": [object.remove(fixture.trail, ["management_events"])]}}),
		"actions of the alarm": alert.by_filter({"cloudwatch": {"alarms": [object.remove(alert.alarm, ["actions_enabled"])]}}),
		"attributes of the topic": alert.by_filter({"sns": {"topics": [object.remove(alert.topic, ["subscriptions_confirmed"])]}}),
		"state of the rule": alert.by_rule({"events": {"rules": [object.remove(alert.rule, ["state"])]}}),
		"policy on the body": alert.by_rule({"sns": {"filter_policies": [object.remove(alert.policy, ["passes_events"])]}}),
	}
	findings := path.findings(probe.root) with input as snapshot
	count(findings) == 0
	not path.proven(probe.root) with input as snapshot
	count(path.undecided(probe.root)) > 0 with input as snapshot
}

test_undecided[note] if {
	organization := object.union(fixture.trail, {
		"arn": "arn:aws:cloudtrail:us-east-1:210987654321:trail/organization",
		"is_organization_trail": true,
		"cloud_watch_logs_log_group_arn": "arn:aws:logs:us-east-1:333333333333:log-group:all:*",
	})
	expression := object.union(object.remove(alert.alarm, ["namespace", "metric_name"]), {"in_expression": [{
		"namespace": "Security",
		"metric_name": "Audit",
	}]})
	some note, tc in {
		"trail of the organisation": {
			"changes": {"cloudtrail": {"trails": [organization]}},
			"says": "account 333333333333, where alerts",
		},
		"pattern": {
			"changes": {"logs": {"metric_filters": [object.union(object.remove(alert.filter, ["matches"]), {"pattern_error": "why"})]}},
			"says": "metric filter 'audit' matches cannot be told: why",
		},
		"alarm that computes": {"changes": {"cloudwatch": {"alarms": [expression]}}, "says": "depends on its expression"},
		"topic of another account": {
			"changes": alert.with_alarm({"alarm_actions": ["arn:aws:sns:us-east-1:210987654321:alerts"]}),
			"says": "belongs to account 210987654321",
		},
		"narrowed trail": {"changes": alert.with_trail({"management_events": {"narrowed": true}}), "says": "records the event is not known"},
		"rule of a composite alarm": {
			"changes": {"cloudwatch": {"alarms": [
				object.union(alert.alarm, {"alarm_actions": []}),
				{
					"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:All",
					"name": "All",
					"region": "us-east-1",
					"alarm_rule": "SOME(Audit)",
					"actions_enabled": true,
					"alarm_actions": ["arn:aws:lambda:us-east-1:123456789012:function:page"],
				},
			]}},
			"says": "composite alarm 'All' goes off",
		},
	}
	snapshot := alert.by_filter(tc.changes)
	reasons := path.undecided(probe.root) with input as snapshot
	some reason in reasons
	contains(reason, tc.says)
	not path.proven(probe.root) with input as snapshot
}

# Patterns of filters that no trail's events reach matter to nobody.
test_pattern_that_does_not_matter if {
	other := {"name": "slow", "log_group_arn": "arn:aws:logs:us-east-1:123456789012:log-group:app", "pattern_error": "why"}
	path.undecided(probe.root) == set() with input as alert.by_filter({"logs": {"metric_filters": [alert.filter, other]}})
}

test_unknown_partition if {
	snapshot := object.union(alert.by_filter({}), {"meta": {"partition": "aws-iso"}})
	path.undecided(probe.root) == {"where partition 'aws-iso' records global services is not known"} with input as snapshot
	not path.proven(probe.root) with input as snapshot
}

test_central_alerting[note] if {
	some note, tc in {
		"logging": {"trail": true, "findings": 0, "proven": 1},
		"stopped": {"trail": false, "findings": 1, "proven": 0},
	}
	snapshot := alert.silent({"cloudtrail": {"trails": [object.union(fixture.trail, {
		"arn": "arn:aws:cloudtrail:us-east-1:210987654321:trail/organization",
		"is_logging": tc.trail,
	})]}})
	findings := path.findings(probe.root) with input as snapshot with data.params.central_alerting as true
	count(findings) == tc.findings
	count([1 | path.proven(probe.root)]) == tc.proven with input as snapshot with data.params.central_alerting as true
	not path.proven(probe.root) with input as snapshot
}

# A trail can be changed in its home region only: there a rule has to be.
test_trails_of_two_regions if {
	second := object.union(fixture.trail, {"arn": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/second", "home_region": "eu-west-1"})
	snapshot := alert.by_rule({"cloudtrail": {"trails": [fixture.trail, second]}})
	path.findings(probe.root) == set() with input as snapshot
	findings := path.findings(probe.trail) with input as snapshot
	some finding in findings
	finding.evidence.regions == ["eu-west-1"]
	finding.evidence.broken_edge.edge == "rule_region"
}

test_regions_of_trails_are_known_if_trails_are if {
	path.proven(probe.trail) with input as alert.by_rule({})
	not path.proven(probe.trail) with input as drift.lacking(alert.by_rule({}), "cloudtrail.trails", "eu-west-1")
	path.proven(probe.root) with input as drift.lacking(alert.by_rule({}), "cloudtrail.trails", "eu-west-1")
}

# The path that comes closest is named, and all that is broken on it is mended.
test_the_closest_path if {
	near := object.union(alert.alarm, {"actions_enabled": false})
	findings := path.findings(probe.root) with input as alert.by_filter({
		"cloudwatch": {"alarms": [near], "alarm_mute_rules": [alert.mute]},
		"events": {"rules": [object.union(alert.rule, {"region": "eu-west-1", "state": "DISABLED"})], "targets": []},
	})
	findings == {{
		"msg": "Nobody is alerted of root's console logins and root's API calls: alarm 'Audit' has its actions disabled.",
		"resource": fixture.account,
		"key": concat(" ", ["root_console_login root_api_call us-east-1 actions_disabled", alert.alarm.arn]),
		"evidence": {
			"probes": probe.root,
			"regions": ["us-east-1"],
			"broken_edge": {"edge": "actions_disabled", "at": alert.alarm.arn},
			"path": [
				{"edge": "trail_logging", "state": "ok", "at": fixture.trail.arn},
				{"edge": "trail_records", "state": "ok", "at": fixture.trail.arn},
				{"edge": "log_group", "state": "ok", "at": alert.group},
				{"edge": "log_delivery", "state": "ok", "at": fixture.trail.arn},
				{"edge": "metric_filter", "state": "ok", "at": alert.group},
				{"edge": "alarm", "state": "ok", "at": alert.alarm.arn},
				{"edge": "actions_disabled", "state": "broken", "at": alert.alarm.arn},
				{"edge": "alarm_muted", "state": "broken", "at": alert.alarm.arn},
				{"edge": "topic", "state": "ok", "at": alert.topic.arn},
				{"edge": "topic_policy", "state": "ok", "at": alert.topic.arn},
				{"edge": "topic_key", "state": "ok", "at": alert.topic.arn},
				{"edge": "subscription", "state": "ok", "at": alert.topic.arn},
				{"edge": "filter_policy", "state": "ok", "at": alert.topic.arn},
			],
		},
		"fix": [
			`aws cloudwatch enable-alarm-actions --alarm-names='["Audit"]' --region=us-east-1`,
			"aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name=quiet --region=us-east-1",
		],
	}}
}

# A probe that is alerted of does not speak for the other.
test_one_probe_of_two if {
	snapshot := alert.by_filter(alert.with_filter({"matches": ["root_console_login"]}))
	findings := path.findings(probe.root) with input as snapshot
	count(findings) == 1
	not path.proven(probe.root) with input as snapshot
	some finding in findings
	startswith(finding.key, "root_api_call us-east-1 ")
}

# Names in AWS are chosen by whoever creates a thing.
test_hostile_names if {
	snapshot := alert.by_filter(alert.with_alarm({"name": "'; rm -rf ~; '", "actions_enabled": false}))
	findings := path.findings(probe.root) with input as snapshot
	some finding in findings
	finding.fix == [`aws cloudwatch enable-alarm-actions --alarm-names='["'\''; rm -rf ~; '\''"]' --region=us-east-1`]
}
