# METADATA
# title: The alarms that CloudTrail's events are about
# description: One event may name several. An attempt that was denied names none.
package tocsin.lib.alarm_events

import data.tocsin.lib.account
import data.tocsin.lib.alarm_topics
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

# subjects are the alarms that an event is about, each by its ARN and how to call it.
subjects(event) := [{"arn": arn, "name": event_finding.named("alarm", name)} |
	some name in names(event)
	arn := event_finding.arn(event, "cloudwatch", sprintf("alarm:%s", [name]))
] if {
	count(names(event)) > 0
} else := [{"arn": account.arn, "name": "an alarm"}]

names(event) := union({
	{name | some name in events.at(event, ["request", "alarmNames"])},
	{events.text(event, ["request", "alarmName"])} - {""},
})

# silences are the calls that keep an alarm from notifying anyone.
silences contains {
	"event": event,
	"did": sprintf("disabled, by %s,", [event.name]),
	"try": sprintf("disable, by %s,", [event.name]),
	"what": alarm.name,
	"resource": alarm.arn,
} if {
	some name in ["DisableAlarmActions", "PutMetricAlarm", "PutCompositeAlarm", "SetAlarmState"]
	some event in events.of("monitoring.amazonaws.com", {name})
	disables(event)
	some alarm in subjects(event)
	warns(alarm.arn, object.get(event, "region", ""))
}

untold := events.untold("monitoring.amazonaws.com", {"PutMetricAlarm", "PutCompositeAlarm", "SetAlarmState"})

disables(event) if event.name == "DisableAlarmActions"

disables(event) if events.at(event, ["request", "actionsEnabled"]) in {false, "false"}

# To say that all is well keeps an alarm quiet until its next evaluation.
disables(event) if {
	event.name == "SetAlarmState"
	event.request.stateValue == "OK"
}

# warns says of an alarm that it notifies somebody, or did.
warns(alarm, _) if alarm in loud

# It was deleted since, or the attempt does not say which one was meant.
warns(alarm, region) if {
	drift.read_now_in("cloudwatch.alarms", region)
	not alarm in {a.arn | some a in input.aws.cloudwatch.alarms}
}

warns(_, _) if events.is_off("cloudwatch.alarms")

loud contains alarm.arn if {
	some alarm in input.aws.cloudwatch.alarms
	count(alarm_topics.of(alarm)) > 0
}

loud contains alarm.arn if {
	some alarm in data.baseline.aws.cloudwatch.alarms
	count(alarm_topics.of(alarm)) > 0
}
