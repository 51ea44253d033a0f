package tocsin.lib.broken_path_test

import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.path
import data.tocsin.lib.probe

# Each broken edge of the path by a metric filter is the one that is named.
test_broken_edges_of_trails[note] if {
	some note, tc in {
		"p5_stopped_trail": {"edge": "trail_stopped", "change": alert.with_trail({"is_logging": false})},
		"trail of another region": {
			"edge": "trail_region",
			"change": alert.with_trail({"is_multi_region_trail": false, "home_region": "eu-west-1"}),
		},
		"trail without global services": {
			"edge": "trail_region",
			"change": alert.with_trail({"is_multi_region_trail": false, "include_global_service_events": false}),
		},
		"trail of data events": {"edge": "trail_events", "change": alert.with_trail({"management_events": {"write": false}})},
		"t2_no_trail": {"edge": "trail_missing", "change": {"cloudtrail": {"trails": []}}},
		"filter on another log group": {
			"edge": "log_group",
			"change": alert.with_filter({"log_group_arn": "arn:aws:logs:us-east-1:123456789012:log-group:app"}),
		},
		"trail without log group": {
			"edge": "log_group",
			"change": alert.with_trail({"cloud_watch_logs_log_group_arn": "arn:aws:logs:us-east-1:123456789012:log-group:other:*"}),
		},
		"log group gone": {
			"edge": "log_group_missing",
			"change": {"cloudtrail": {"log_groups": [{"arn": alert.group, "name": "trail", "region": "us-east-1", "exists": false}]}},
		},
		"s2_delivery to CloudWatch Logs fails": {
			"edge": "log_delivery",
			"change": alert.with_trail({"latest_cloud_watch_logs_delivery_error": "AccessDenied"}),
		},
		"delivery to CloudWatch Logs is stale": {
			"edge": "log_delivery",
			"change": alert.with_trail({"latest_cloud_watch_logs_delivery_time": "2026-11-20T00:00:00Z"}),
		},
	}
	result := verdict with input as alert.by_filter(tc.change)
	names_edge(result, tc.edge)
}

test_broken_edges_of_metrics[note] if {
	some note, tc in {
		"no filter": {"edge": "detector_missing", "change": alert.with_filter({"matches": []})},
		"filter without metric": {"edge": "metric_missing", "change": alert.with_filter({"transformations": []})},
		"filter that counts nothing": {
			"edge": "metric_value",
			"change": alert.with_filter({"transformations": [{"metric_name": "Audit", "namespace": "Security", "value": "0"}]}),
		},
		"p5_alarm on another metric": {"edge": "alarm_metric", "change": alert.with_alarm({"metric_name": "Other"})},
		"p5_alarm on another namespace": {"edge": "alarm_namespace", "change": alert.with_alarm({"namespace": "Other"})},
		"p5_alarm in another region": {"edge": "alarm_region", "change": alert.with_alarm({"region": "eu-west-1"})},
		"alarm on other dimensions": {"edge": "alarm_dimensions", "change": alert.with_alarm({"dimension_names": ["user"]})},
		"no alarm": {"edge": "alarm_missing", "change": {"cloudwatch": {"alarms": []}}},
	}
	result := verdict with input as alert.by_filter(tc.change)
	names_edge(result, tc.edge)
}

test_broken_edges_of_alarms[note] if {
	some note, tc in {
		"p5_actions disabled": {"edge": "actions_disabled", "change": alert.with_alarm({"actions_enabled": false})},
		"active mute rule": {"edge": "alarm_muted", "change": {"cloudwatch": {"alarm_mute_rules": [alert.mute]}}},
		"no action": {"edge": "alarm_action", "change": alert.with_alarm({"alarm_actions": []})},
		"an action that tells nobody": {
			"edge": "alarm_action",
			"change": alert.with_alarm({"alarm_actions": [
				"arn:aws:autoscaling:us-east-1:1:scalingPolicy:x",
				"arn:aws:automate:us-east-1:ec2:stop",
			]}),
		},
	}
	result := verdict with input as alert.by_filter(tc.change)
	names_edge(result, tc.edge)
}

test_broken_edges_of_topics[note] if {
	some note, tc in {
		"deleted topic": {"edge": "topic_missing", "change": {"sns": {"topics": []}}},
		"topic of another region": {
			"edge": "topic_region",
			"change": alert.with_alarm({"alarm_actions": ["arn:aws:sns:eu-west-1:123456789012:alerts"]}),
		},
		"unconfirmed subscription": {
			"edge": "subscription_unconfirmed",
			"change": alert.with_topic({"subscriptions_confirmed": 0, "subscriptions_pending": 1}),
		},
		"deleted subscription": {
			"edge": "subscription_deleted",
			"change": alert.with_topic({"subscriptions_confirmed": 0, "subscriptions_deleted": 1}),
		},
		"no subscription": {"edge": "subscription_missing", "change": alert.with_topic({"subscriptions_confirmed": 0})},
		"blocking filter policy": {"edge": "filter_policy", "change": alert.with_policy({"passes_alarms": []})},
		"filter policy for other alarms": {"edge": "filter_policy", "change": alert.with_policy({"passes_alarms": ["arn:aws:cloudwatch:x"]})},
	}
	result := verdict with input as alert.by_filter(tc.change)
	names_edge(result, tc.edge)
}

names_edge([findings, []], edge) if {
	count(findings) == 1
	every finding in findings {
		finding.evidence.broken_edge.edge == edge
		finding.evidence.probes == probe.root
		finding.resource == fixture.account
	}
}

# The findings about root, and an element more if it is proven that there need be none.
verdict := [path.findings(probe.root), [1 | path.proven(probe.root)]]

# Each broken edge of the path by a rule of EventBridge is the one that is named.
test_broken_edges_by_rule[note] if {
	some note, tc in {
		"stopped trail": {"edge": "trail_stopped", "change": alert.with_trail({"is_logging": false})},
		"rule outside us-east-1": {"edge": "rule_region", "change": alert.with_rule({"region": "eu-west-1"})},
		"custom bus": {"edge": "rule_bus", "change": alert.with_rule({"event_bus_name": "orders"})},
		"disabled": {"edge": "rule_disabled", "change": alert.with_rule({"state": "DISABLED"})},
		"no target": {"edge": "target_missing", "change": {"events": {"targets": []}}},
		"a target that tells nobody": {"edge": "target_missing", "change": alert.with_target("arn:aws:logs:us-east-1:123456789012:log-group:x")},
		"deleted topic": {"edge": "topic_missing", "change": {"sns": {"topics": []}}},
		"unconfirmed subscription": {
			"edge": "subscription_unconfirmed",
			"change": alert.with_topic({"subscriptions_confirmed": 0, "subscriptions_pending": 1}),
		},
		"blocking filter policy": {"edge": "filter_policy", "change": alert.with_policy({"passes_events": false})},
	}
	result := verdict with input as alert.by_rule(tc.change)
	names_edge(result, tc.edge)
}
