# METADATA
# title: How a trail records less than it did
package tocsin.lib.trail_changes

import data.tocsin.lib.arn
import data.tocsin.lib.narrower_recording
import data.tocsin.lib.selectors
import data.tocsin.lib.shell

# weakening are the changes for the worse between two states of a trail. What one of them does not
# have, because it was not read, has not changed.
weakening(before, now) := union({switched_off(before, now), lost(before, now), narrower_recording.between(before, now)})

switches := {
	"is_multi_region_trail": {"text": "covers one region only", "option": "--is-multi-region-trail"},
	"include_global_service_events": {
		"text": "leaves the events of global services out",
		"option": "--include-global-service-events",
	},
	"is_organization_trail": {
		"text": "does not cover the accounts of the organisation any more",
		"option": "--is-organization-trail",
	},
	"log_file_validation_enabled": {"text": "does not validate its log files any more", "option": "--enable-log-file-validation"},
}

switched_off(before, now) := {change |
	some key, switch in switches
	before[key] == true
	now[key] == false
	change := {"key": key, "text": switch.text, "before": true, "now": false, "update": switch.option}
}

# A description that was read has all of these that are set, so one that is not there is not set.
places := {
	"s3_bucket_name": {"text": "delivers to another bucket", "option": "--s3-bucket-name"},
	"kms_key_id": {"text": "does not encrypt with the same key any more", "option": "--kms-key-id"},
	"cloud_watch_logs_log_group_arn": {
		"text": "does not deliver to the same log group any more",
		"option": "--cloud-watch-logs-log-group-arn",
	},
}

lost(before, now) := {change |
	some key, place in places
	value := object.get(now, key, "")
	before[key] != value
	change := {"key": key, "text": place.text, "before": before[key], "now": value, "update": concat(" ", [
		sprintf("%s=%s", [place.option, shell.quote(before[key])]),
		with_role(before, key),
	])}
}

default with_role(_, _) := ""

# CloudTrail takes a log group together with the role that may write to it.
with_role(before, "cloud_watch_logs_log_group_arn") := sprintf(
	"--cloud-watch-logs-role-arn=%s",
	[shell.quote(before.cloud_watch_logs_role_arn)],
)

# undo is there for this account's trails only: another's can only be changed there.
undo(trail, _) := [] if arn.account(trail) != input.meta.account_id

undo(trail, change) := [trim_space(sprintf(
	"aws cloudtrail update-trail --name=%s --region=%s %s",
	[shell.quote(trail), shell.quote(arn.region(trail)), change.update],
))] if {
	arn.account(trail) == input.meta.account_id
	change.update
}

undo(trail, change) := selectors.record_everything(trail) if {
	arn.account(trail) == input.meta.account_id
	not change.update
}
