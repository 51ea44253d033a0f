# METADATA
# title: The topics that alarms notify
package tocsin.lib.alarm_topics

import data.tocsin.lib.arn

now := {action |
	some alarm in input.aws.cloudwatch.alarms
	some action in alarm.alarm_actions
	arn.service(action) == "sns"
}

then := {action |
	some alarm in data.baseline.aws.cloudwatch.alarms
	some action in alarm.alarm_actions
	arn.service(action) == "sns"
}

# ever are those that an alarm notifies, or did when the baseline was read.
ever := now | then

# notifying are the alarms that notify a topic now.
notifying(topic) := [alarm.arn |
	some alarm in input.aws.cloudwatch.alarms
	topic in alarm.alarm_actions
]
