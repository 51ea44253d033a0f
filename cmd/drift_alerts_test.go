package cmd_test

import (
	"slices"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// alertedBefore mends the paths of alerts that the intruder broke.
func alertedBefore(t *testing.T, past *snapshot.Snapshot) {
	t.Helper()
	const topics, rules = "arn:aws:sns:us-east-1:123456789012:", "arn:aws:events:us-east-1:123456789012:rule/"
	const trailGroup = "arn:aws:logs:us-east-1:123456789012:log-group:cloudtrail/management-events"

	change(t, past, "cloudwatch.alarms", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:RootUsage",
		func(alarm resource) { alarm["actions_enabled"] = true })
	change(t, past, "cloudwatch.alarms", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:TargetTracking-service/web/checkout-api-AlarmHigh-0a1b2c3d",
		func(alarm resource) { alarm["alarm_actions"] = []any{"arn:aws:sns:eu-west-1:123456789012:ops-alerts"} })
	add(t, past, "cloudwatch.alarms", resource{"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:ConsoleLogins",
		"name": "ConsoleLogins", "region": "us-east-1", "type": "metric", "alarm_actions": []any{}})

	editList(t, past, "logs.metric_filters", func(list []resource) []resource {
		for _, filter := range list {
			if filter["name"] == "CloudTrailChanges" {
				filter["matches"] = append(filter["matches"].([]any), "create_user")
			}
		}
		return append(list, resource{"name": "UnauthorizedApiCalls", "log_group_name": "cloudtrail/management-events", "log_group_arn": trailGroup,
			"region": "us-east-1", "pattern": `{ $.errorCode = "AccessDenied*" }`, "matches": []any{},
			"transformations": []any{resource{"metric_name": "UnauthorizedAttemptCount", "namespace": "CloudTrailMetrics", "value": "1"}}})
	})
	change(t, past, "cloudtrail.log_groups", trailGroup, func(group resource) { group["retention_in_days"] = 365 })
	change(t, past, "cloudtrail.log_groups", "arn:aws:logs:eu-west-1:123456789012:log-group:cloudtrail/checkout-audit",
		func(group resource) { group["exists"] = true })

	change(t, past, "events.rules", rules+"root-console-login", func(rule resource) { rule["state"] = "ENABLED" })
	add(t, past, "events.rules", resource{"arn": rules + "trail-changes", "name": "trail-changes", "region": "us-east-1",
		"event_bus_name": "default", "state": "ENABLED", "matches": []any{"stop_logging"}})
	add(t, past, "events.targets", resource{"rule_arn": rules + "trail-changes", "id": "topic", "region": "us-east-1", "arn": topics + "security-alerts"})
	change(t, past, "scheduler.schedules", "arn:aws:scheduler:us-east-1:123456789012:schedule/incident-response/hourly-containment",
		func(schedule resource) { schedule["state"] = "ENABLED" })

	add(t, past, "sns.topics", resource{"arn": topics + "security-oncall", "name": "security-oncall", "region": "us-east-1"})
	editList(t, past, "sns.subscriptions", func(list []resource) []resource {
		return slices.DeleteFunc(list, func(s resource) bool { return s["topic_arn"] == topics+"billing-alerts" })
	})
	add(t, past, "sns.subscriptions", resource{"arn": topics + "billing-alerts:1", "topic_arn": topics + "billing-alerts", "region": "us-east-1",
		"protocol": "email", "endpoint": "before@example.com", "confirmed": true})
	editList(t, past, "sns.filter_policies", func(list []resource) []resource {
		for _, policy := range list {
			policy["passes_alarms"], policy["passes_events"] = []any{"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-5xx"}, true
		}
		return list
	})
}
