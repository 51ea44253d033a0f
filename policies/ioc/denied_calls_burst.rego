# METADATA
# title: One principal had many calls denied
# description: |
#   Whoever found a key tries what it opens, and is denied a lot within minutes. Of calls that only
#   read, event history tells nothing here; log files do.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
# schemas:
#   - data.params.denied_calls_an_hour:
#       type: integer
#       minimum: 1
#       default: 20
#       description: How many denied calls of one principal within an hour are too many.
# custom:
#   severity: medium
#   runbook: abnormal_activity
#   attack: [T1087.004, T1580]
#   remediation: |
#     Look at what was tried. A scanner that lacks rights looks the same: give it those rights, or
#     stop it. If nobody knows the caller, disable its key and revoke its sessions.
package tocsin.ioc.denied_calls_burst

deny contains {
	"msg": sprintf("'%s' had %d calls denied within an hour of %s, from %s.", [
		row.actor,
		row.count,
		row.hour,
		concat(", ", row.source_ip_addresses),
	]),
	"resource": row.actor,
	"key": row.hour,
	"evidence": object.union({"kind": "event"}, object.remove(row, ["actor"])),
	"fix": [],
} if {
	some row in input.aws.activity.denied
	row.count >= most
	row.hour >= start
}

# The hour in which the window begins counts.
start := sprintf("%s:00:00Z", [substring(input.meta.window.events_since, 0, 13)])

# Stock tools know no parameters.
default most := 20

most := data.params.denied_calls_an_hour
