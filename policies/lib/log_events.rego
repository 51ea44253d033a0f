# METADATA
# title: The log groups that CloudTrail's events are about
# description: |
#   What matters are the log groups of trails. Where nobody looked at trails, an event counts all the
#   same, and says so.
package tocsin.lib.log_events

import data.tocsin.lib.account
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

# losses are the calls by which a log group keeps or passes on less.
losses contains {
	"event": event,
	"did": words[event.name].did,
	"try": words[event.name].try,
	"what": sprintf("%s%s", [group.name, group.why]),
	"resource": group.arn,
	"evidence": object.filter(object.get(event, "request", {}), ["retentionInDays", "logStreamName", "filterName"]),
} if {
	some event in events.of("logs.amazonaws.com", object.keys(words))
	not keeps(event)
	group := subject(event)
}

words := {
	"DeleteLogGroup": {"did": "deleted", "try": "delete"},
	"DeleteLogStream": {"did": "deleted a stream of", "try": "delete a stream of"},
	"DeleteSubscriptionFilter": {"did": "ended a subscription of", "try": "end a subscription of"},
	"PutRetentionPolicy": {"did": "limited the retention of", "try": "limit the retention of"},
}

untold := events.untold("logs.amazonaws.com", object.keys(words))

# Ninety days are what CloudTrail's own event history keeps. Some stores of events hold numbers as text.
keeps(event) if {
	days := sprintf("%v", [event.request.retentionInDays])
	regex.match(`^[0-9]{1,9}$`, days)
	to_number(days) >= 90
}

# subject is the log group that an event is about, how to call it, and what is known of its trails.
subject(event) := {"arn": arn, "name": event_finding.named("log group", name), "why": why} if {
	name := events.text(event, ["request", "logGroupName"])
	name != ""
	arn := event_finding.arn(event, "logs", sprintf("log-group:%s", [name]))
	why := reason(name)
} else := {"arn": account.arn, "name": "a log group", "why": ""} if {
	event.succeeded == false
	events.text(event, ["request", "logGroupName"]) == ""
}

reason(name) := ", which a trail delivers to" if {
	name in of_trails
} else := ", which may be a trail's: the trails are not known" if {
	events.is_off("cloudtrail.trails")
}

of_trails contains name if {
	some trail in input.aws.cloudtrail.trails
	name := split(trail.cloud_watch_logs_log_group_arn, ":")[6]
}

of_trails contains name if {
	some trail in data.baseline.aws.cloudtrail.trails
	name := split(trail.cloud_watch_logs_log_group_arn, ":")[6]
}
