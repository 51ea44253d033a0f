package tocsin.ioc.metric_filter_deleted_test

import data.tocsin.ioc.metric_filter_deleted as rule
import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

filter := object.union(alert.filter, {
	"name": "root usage",
	"pattern": `{ $.userIdentity.type = "Root" }`,
	"matches": ["root_console_login", "root_api_call"],
	"transformations": [{"metric_name": "Root", "namespace": "Security", "value": "1", "default": 0}],
})

now(filters) := drift.now({"logs": {"metric_filters": filters}})

then(filters) := drift.then({"logs": {"metric_filters": filters}, "cloudtrail": {"trails": [fixture.trail]}})

test_deleted if {
	findings := rule.deny with input as now([]) with data.baseline as then([filter])
	findings == {{
		"msg": "Metric filter 'root usage' of log group 'trail' was deleted: the baseline of 2026-11-10T12:00:00Z has it.",
		"resource": alert.group,
		"region": "us-east-1",
		"key": "root usage",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"pattern": filter.pattern,
			"matches": filter.matches,
			"transformations": filter.transformations,
		},
		"fix": [concat(" ", [
			"aws logs put-metric-filter --log-group-name=trail --filter-name='root usage'",
			`--filter-pattern='{ $.userIdentity.type = "Root" }'`,
			`--metric-transformations='[{"defaultValue":0,"metricName":"Root","metricNamespace":"Security","metricValue":"1"}]'`,
			"--region=us-east-1",
		])],
	}}
}

# A filter that matches nothing any more looks as if it were there.
test_matches_less if {
	weaker := object.union(filter, {"pattern": `{ $.userIdentity.type = "root" }`, "matches": ["root_api_call"]})
	findings := rule.deny with input as now([weaker]) with data.baseline as then([filter])
	count(findings) == 1
	some finding in findings
	finding.msg == concat("", [
		"Metric filter 'root usage' of log group 'trail' does not match root's console logins any more, ",
		"as it did in the baseline of 2026-11-10T12:00:00Z.",
	])
	finding.evidence.misses == ["root_console_login"]
	finding.evidence.pattern_now == weaker.pattern
}

test_failing[note] if {
	other := object.union(filter, {"matches": []})
	some note, tc in {
		"another of its log group": {"now": [], "then": [other]},
		"moved to another log group": {"now": [object.union(filter, {"log_group_arn": "x"})], "then": [filter]},
		"a pattern that cannot be evaluated": {"now": [], "then": [object.remove(other, ["matches"])]},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 1
}

test_clean[note] if {
	app := object.union(filter, {"log_group_arn": "arn:aws:logs:us-east-1:123456789012:log-group:app", "matches": []})
	some note, tc in {
		"unchanged": {"now": [filter], "then": [filter]},
		"new": {"now": [filter], "then": []},
		"matches more": {"now": [object.union(filter, {"matches": alert.filter.matches})], "then": [filter]},
		"cannot be evaluated now": {"now": [object.remove(filter, ["matches"])], "then": [filter]},
		"an application's": {"now": [], "then": [app]},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 0
}

# A pattern that cannot be evaluated proves nothing, unless it was there to match nothing.
test_cannot_be_evaluated[note] if {
	odd := object.union(object.remove(filter, ["matches"]), {"pattern_error": "why"})
	some note, tc in {
		"matched before": {"then": filter, "says": {"whether metric filter 'root usage' matches what it did cannot be told: why"}},
		"matched nothing": {"then": object.union(filter, {"matches": []}), "says": set()},
		"could not be evaluated before": {"then": odd, "says": set()},
	}
	says := rule.unknown with input as now([odd]) with data.baseline as then([tc.then])
	says == tc.says
}

test_without_a_baseline if {
	not rule.applicable with input as now([])
	rule.applicable with input as now([]) with data.baseline as then([])
}

test_unread[note] if {
	some note, snapshot in {
		"everything": fixture.empty,
		"its region": drift.lacking(now([]), "logs.metric_filters", "us-east-1"),
		"all filters": object.union(fixture.empty, {"coverage": {"logs.metric_filters": drift.unread}}),
	}
	findings := rule.deny with input as snapshot with data.baseline as then([filter])
	count(findings) == 0
}

test_unread_baseline if {
	findings := rule.deny with input as now([]) with data.baseline as fixture.empty
	count(findings) == 0
}

deleting := fixture.event("logs.amazonaws.com/DeleteMetricFilter", {"request": {"logGroupName": "trail", "filterName": "root"}})

test_event if {
	aws := object.union(fixture.activity([deleting]), {"cloudtrail": {"trails": [fixture.trail]}})
	some finding in rule.deny with input as drift.now(aws)
	finding.msg == sprintf(
		"%s deleted metric filter 'root' of log group 'trail', which a trail delivers to %s.",
		[fixture.by_mallory, fixture.then_and_there],
	)
	finding.resource == "arn:aws:logs:us-east-1:123456789012:log-group:trail"
}

test_event_without_state if {
	some finding in rule.deny with input as fixture.events([deleting])
	contains(finding.msg, "may be a trail's")
}

test_event_of_another_group if {
	event := object.union(deleting, {"request": {"logGroupName": "web"}})
	aws := object.union(fixture.activity([event]), {"cloudtrail": {"trails": [fixture.trail]}})
	count(rule.deny) == 0 with input as drift.now(aws)
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("logs.amazonaws.com/DeleteMetricFilter")])
	contains(finding.msg, "tried to delete a metric filter of a log group")
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
