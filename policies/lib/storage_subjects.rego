# METADATA
# title: The buckets and keys that CloudTrail's events are about
package tocsin.lib.storage_subjects

import data.tocsin.lib.arn
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

# thing is the bucket or key that a call is about, and the name by which a trail knows it.
thing(event) := {"arn": arn_of, "name": event_finding.named("bucket", name), "is": name} if {
	event.source == "s3.amazonaws.com"
	name := events.text(event, ["request", "bucketName"])
	name != ""
	arn_of := sprintf("arn:%s:s3:::%s", [input.meta.partition, name])
}

thing(event) := {"arn": key, "name": event_finding.named("key", arn.name(key)), "is": arn.name(key)} if {
	event.source == "kms.amazonaws.com"
	id := events.text(event, ["request", "keyId"])
	id != ""
	key := key_arn(event, id)
}

key_arn(_, id) := id if startswith(id, "arn:")

key_arn(event, id) := event_finding.arn(event, "kms", sprintf("key/%s", [id])) if not startswith(id, "arn:")

reason(about) := " of a trail" if {
	about.is in of_trails
} else := ", which may be a trail's" if events.is_off("cloudtrail.trails")

of_trails contains trail.s3_bucket_name if some trail in all_trails

of_trails contains arn.name(trail.kms_key_id) if some trail in all_trails

all_trails contains trail if some trail in input.aws.cloudtrail.trails

all_trails contains trail if some trail in data.baseline.aws.cloudtrail.trails
