# METADATA
# title: The topics by which alerts go
# description: Those that alarms name, and those that rules of EventBridge for what CloudTrail records send to.
package tocsin.lib.alarm_topics

import data.tocsin.lib.alarms
import data.tocsin.lib.arn

now := of_alarms | {target.arn | some target in input.aws.events.targets; arn.service(target.arn) == "sns"}

of_alarms := {action |
	some alarm in input.aws.cloudwatch.alarms
	some action in alarm.alarm_actions
	arn.service(action) == "sns"
}

then := of_alarms_then | {target.arn | some target in data.baseline.aws.events.targets; arn.service(target.arn) == "sns"}

of_alarms_then := {action |
	some alarm in data.baseline.aws.cloudwatch.alarms
	some action in alarm.alarm_actions
	arn.service(action) == "sns"
}

# notifiers says what it is that notifies a topic, or did.
notifiers(topic) := "alarms" if {
	some topics in [of_alarms, of_alarms_then]
	topic in topics
} else := "rules"

# ever are those by which alerts go, or did when the baseline was read.
ever := now | then

# notifying are the alarms that notify a topic now.
notifying(topic) := [alarm.arn | some alarm in alarms.notifying(topic)]

# of are the topics that one alarm notifies.
of(alarm) := [action | some action in alarm.alarm_actions; arn.service(action) == "sns"]
