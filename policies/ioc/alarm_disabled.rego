# METADATA
# title: An alarm that would notify has its actions disabled
# description: |
#   An alarm with disabled actions changes its state and tells nobody: quieter than deleting it. Only
#   alarms that name an SNS topic count; what scales a fleet is no alarm for people.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
# custom:
#   severity: high
#   runbook: cloudwatch_off
#   attack: [T1562.001]
#   remediation: Enable the alarm's actions again, and find the DisableAlarmActions or PutMetricAlarm call in the event history.
package tocsin.ioc.alarm_disabled

import data.tocsin.lib.arn
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Alarm '%s' notifies a topic, but has its actions disabled.", [arn.name(alarm.arn)]),
	"resource": alarm.arn,
	"region": alarm.region,
	"evidence": object.union({"topics": topics}, object.filter(alarm, ["type", "state_value", "namespace", "metric_name"])),
	"fix": [sprintf(
		"aws cloudwatch enable-alarm-actions --alarm-names=%s --region=%s",
		[shell.list([alarm.name]), shell.quote(alarm.region)],
	)],
} if {
	some alarm in input.aws.cloudwatch.alarms
	alarm.actions_enabled == false
	topics := [action | some action in alarm.alarm_actions; arn.service(action) == "sns"]
	count(topics) > 0
}
