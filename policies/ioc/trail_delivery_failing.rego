# METADATA
# title: A trail does not deliver
# description: |
#   A trail that logs but cannot deliver looks healthy and records nothing. Each of the three deliveries
#   fails by itself: S3 may be fine while the alarms that live on CloudWatch Logs are blind. Old times
#   are evidence only of trails that always have something to deliver; that there is no time is none.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: high
#   runbook: cloudtrail_off
#   attack: [T1562.008]
#   remediation: Give the trail back its bucket, key, role or log group, with the policies that let CloudTrail in.
package tocsin.ioc.trail_delivery_failing

import data.tocsin.lib.arn

deny contains {
	"msg": sprintf("Trail '%s' does not deliver %s: %s.", [arn.name(trail.arn), delivery.what, failure]),
	"resource": trail.arn,
	"region": arn.region(trail.arn),
	"key": key,
	"evidence": object.filter(trail, [delivery.error, delivery.last]),
	"fix": [], # it depends on what is broken
} if {
	some trail in input.aws.cloudtrail.trails
	some key, delivery in {
		"s3": {"what": "log files to S3", "error": "latest_delivery_error", "last": "latest_delivery_time"},
		"digest": {"what": "digest files to S3", "error": "latest_digest_delivery_error", "last": "latest_digest_delivery_time"},
		"cloudwatch_logs": {
			"what": "to CloudWatch Logs",
			"error": "latest_cloud_watch_logs_delivery_error",
			"last": "latest_cloud_watch_logs_delivery_time",
		},
	}
	switched_on(trail, key)
	failure := failure_of(trail, delivery)
}

# Errors of a delivery that is switched off by now stay in the status and mean nothing.
switched_on(_, "s3")
switched_on(trail, "digest") if trail.log_file_validation_enabled == true
switched_on(trail, "cloudwatch_logs") if trail.cloud_watch_logs_log_group_arn

# What records the reads and writes of all regions has some every day, if only CloudTrail's own.
failure_of(trail, delivery) := sprintf("it reports '%s'", [trail[delivery.error]]) if {
	trail[delivery.error] != ""
} else := last_of(trail, delivery) if {
	trail.start_logging_time < a_day_ago
	trail.is_logging == true
	trail.is_multi_region_trail == true
	trail.management_events.read == true
	trail.management_events.write == true
	trail.management_events.narrowed == false
}

last_of(trail, delivery) := sprintf("it did so last at %s", [trail[delivery.last]]) if trail[delivery.last] < a_day_ago

# When validation or a log group was added nobody tells: they may be new. Log files themselves are not. What a member
# is told of its organisation's trail no page says.
last_of(trail, delivery) := "it never did so" if {
	delivery.last == "latest_delivery_time"
	not trail.latest_delivery_time
	trail.is_organization_trail == false
}

a_day_ago := time.format(time.add_date(time.parse_rfc3339_ns(input.meta.collected_at), 0, 0, -1))
