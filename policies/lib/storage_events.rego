# METADATA
# title: The calls that tamper with the buckets and keys of trails
# description: |
#   A call counts if the bucket or key is a trail's, now or in the baseline. Where nobody looked at
#   trails, all count, and say so. S3 keeps the parameters of denied calls; a denied call of KMS that
#   names no key is anyone's.
package tocsin.lib.storage_events

import data.tocsin.lib.arn
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

# tampering are such calls: what was done, to what, and what is known of its trails.
tampering contains {"event": event, "act": act, "arn": about.arn, "name": about.name, "why": why} if {
	some source, calls in acts
	some event in events.of(source, object.keys(calls))
	act := calls[event.name]
	harms(event)
	about := thing(event)
	why := reason(about)
}

harms(event) if not event.name in {"PutBucketVersioning", "PutBucketLifecycle", "PutBucketLifecycleConfiguration"}

harms(event) if events.at(event, ["request", "VersioningConfiguration", "Status"]) == "Suspended"

harms(event) if {
	some rule in rules(events.at(event, ["request", "LifecycleConfiguration", "Rule"]))
	object.get(rule, "Status", "Enabled") == "Enabled"
	rule.Expiration
}

harms(event) if not event.request

# One rule is an object, several are an array.
rules(value) := [value] if is_object(value)

rules(value) := value if is_array(value)

# thing is the bucket or key that a call is about, and the name by which a trail knows it.
thing(event) := {"arn": arn_of, "name": event_finding.named("bucket", name), "is": name} if {
	event.source == "s3.amazonaws.com"
	name := events.at(event, ["request", "bucketName"])
	arn_of := sprintf("arn:%s:s3:::%s", [input.meta.partition, name])
}

thing(event) := {"arn": key, "name": event_finding.named("key", arn.name(key)), "is": arn.name(key)} if {
	event.source == "kms.amazonaws.com"
	key := key_arn(event, events.at(event, ["request", "keyId"]))
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

acts := {
	"s3.amazonaws.com": {
		"DeleteBucket": ["deleted", "delete"],
		"PutBucketPolicy": ["changed the policy of", "change the policy of"],
		"DeleteBucketPolicy": ["deleted the policy of", "delete the policy of"],
		"PutBucketLifecycle": ["set an expiry for", "set an expiry for"],
		"PutBucketLifecycleConfiguration": ["set an expiry for", "set an expiry for"],
		"PutBucketVersioning": ["suspended the versions of", "suspend the versions of"],
		"PutBucketReplication": ["replicated", "replicate"],
		"PutBucketEncryption": ["changed the encryption of", "change the encryption of"],
		"DeleteBucketEncryption": ["changed the encryption of", "change the encryption of"],
		"PutObjectLockConfiguration": ["changed the object lock of", "change the object lock of"],
	},
	"kms.amazonaws.com": {
		"DisableKey": ["disabled", "disable"],
		"ScheduleKeyDeletion": ["scheduled the deletion of", "schedule the deletion of"],
		"PutKeyPolicy": ["changed the policy of", "change the policy of"],
	},
}
