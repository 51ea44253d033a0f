# METADATA
# title: Calls that send what a trail records elsewhere
# description: |
#   The console sends all settings of a trail whenever one is changed, so that a place counts only if it is
#   not the trail's, as when it was put back since, or was not in the baseline.
package tocsin.lib.trail_redirection

import data.tocsin.lib.events

# ways are what a call would make of a trail, in words.
ways(event, trail) := {sprintf(place.text, [value]) |
	some name, place in places
	value := events.text(event, ["request", name])
	regex.match(place.form, value)
	some known in trails[trail]
	is_another(value, known[place.field])
}

# A key may be named by its id or an alias, which tell nothing of the ARN that the trail has.
places := {
	"s3BucketName": {"field": "s3_bucket_name", "text": "delivers to bucket '%s'", "form": "."},
	"kmsKeyId": {"field": "kms_key_id", "text": "encrypts with key '%s'", "form": `^arn:.*:key/`},
	"cloudWatchLogsLogGroupArn": {
		"field": "cloud_watch_logs_log_group_arn",
		"text": "delivers to log group '%s'",
		"form": ".",
	},
}

is_another(value, known) if {
	known != ""
	trim_suffix(value, ":*") != trim_suffix(known, ":*")
}

# trails are the states in which each trail is known, by ARN.
trails := {arn: states |
	some arn in ({trail.arn | some trail in now} | {trail.arn | some trail in before})
	states := [trail | some trail in array.concat(now, before); trail.arn == arn]
}

now := [trail | some trail in input.aws.cloudtrail.trails]

before := [trail | some trail in data.baseline.aws.cloudtrail.trails]
