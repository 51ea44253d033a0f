# METADATA
# title: A metric filter on CloudTrail's events was deleted, or matches less
# description: |
#   Without its filter an alarm on CloudTrail's events never goes off again, and shows no sign of it. A
#   filter whose pattern was changed so that it misses what it matched is as good as deleted. Filters on
#   other log groups than those of trails do not count, unless they match such events all the same.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html
# custom:
#   severity: high
#   runbook: cloudwatch_off
#   attack: [T1562.008]
#   events:
#     - logs.amazonaws.com/DeleteMetricFilter
#   applies_when: neither a baseline nor events are given
#   remediation: Put the filter back as the baseline has it, and find the DeleteMetricFilter or PutMetricFilter call in the event history.
package tocsin.ioc.metric_filter_deleted

import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.log_events
import data.tocsin.lib.metric_filters
import data.tocsin.lib.probe

deny contains {
	"msg": sprintf("Metric filter '%s' of log group '%s' %s.", [filter.name, filter.log_group_name, change.text]),
	"resource": filter.log_group_arn,
	"region": filter.region,
	"key": filter.name,
	"evidence": drift.evidence(object.union(change.evidence, object.filter(filter, ["pattern", "matches", "transformations"]))),
	"fix": [metric_filters.put(filter)],
} if {
	some filter in metric_filters.watching
	change := lost(filter)
}

deny contains event_finding.of(event, {
	"did": "deleted",
	"try": "delete",
	"what": sprintf("%s of %s%s", [event_finding.named("metric filter", name), group.name, group.why]),
	"resource": group.arn,
	"evidence": {"filter": name},
}) if {
	some event in events.of("logs.amazonaws.com", {"DeleteMetricFilter"})
	group := log_events.subject(event)
	name := events.text(event, ["request", "filterName"])
}

applicable if drift.given

applicable if events.given

lost(filter) := {
	"text": sprintf("was deleted: the baseline of %s has it", [drift.since]),
	"evidence": {},
} if {
	not metric_filters.now[metric_filters.key(filter)]
	drift.read_now_in("logs.metric_filters", filter.region)
}

lost(filter) := {
	"text": sprintf("does not match %s any more, as it did in the baseline of %s", [probe.listed(missed), drift.since]),
	"evidence": {"pattern_now": now.pattern, "misses": missed},
} if {
	now := metric_filters.now[metric_filters.key(filter)]
	missed := [name | some name in filter.matches; not name in now.matches]
	now.matches
	count(missed) > 0
}

# What cannot be evaluated may miss what it matched.
unknown contains sprintf("whether metric filter '%s' matches what it did cannot be told: %s", [filter.name, now.pattern_error]) if {
	some filter in metric_filters.watching
	count(filter.matches) > 0
	now := metric_filters.now[metric_filters.key(filter)]
	now.pattern_error
}

unknown contains reason if some reason in events.untold("logs.amazonaws.com", {"DeleteMetricFilter"})
