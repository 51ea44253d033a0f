# METADATA
# title: The commands that let alarms speak again
package tocsin.lib.alarm_commands

import data.tocsin.lib.arn
import data.tocsin.lib.shell

enable(alarm) := sprintf(
	"aws cloudwatch enable-alarm-actions --alarm-names=%s --region=%s",
	[shell.list([alarm.name]), shell.quote(alarm.region)],
)

unmute(rule, region) := sprintf(
	"aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name=%s --region=%s",
	[shell.quote(arn.name(rule)), shell.quote(region)],
)
