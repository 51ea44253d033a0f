# METADATA
# title: The calls that tamper with the buckets and keys of trails
# description: |
#   A call counts if the bucket or key is a trail's, now or in the baseline. Where nobody looked at
#   trails, all count, and say so. S3 keeps the parameters of denied calls; a denied call of KMS that
#   names no key is anyone's.
package tocsin.lib.storage_events

import data.tocsin.lib.events
import data.tocsin.lib.storage_subjects

# tampering are such calls: what was done, to what, and what is known of its trails.
tampering contains {"event": event, "act": act, "arn": about.arn, "name": about.name, "why": why} if {
	some source, calls in acts
	some event in events.of(source, object.keys(calls))
	act := calls[event.name]
	harms(event)
	about := storage_subjects.thing(event)
	why := storage_subjects.reason(about)
}

untold := {reason | some source, calls in acts; some reason in events.untold(source, object.keys(calls))}

harms(event) if not event.name in {"PutBucketVersioning", "PutBucketLifecycle", "PutBucketLifecycleConfiguration"}

harms(event) if events.at(event, ["request", "VersioningConfiguration", "Status"]) == "Suspended"

harms(event) if {
	some rule in rules(events.at(event, ["request", "LifecycleConfiguration", "Rule"]))
	expires(rule)
	object.get(rule, "Status", "Enabled") == "Enabled"
}

harms(event) if not event.request

# Markers of what was deleted before may go.
expires(rule) if count({"Days", "Date"} & object.keys(rule.Expiration)) > 0

expires(rule) if rule.NoncurrentVersionExpiration

# One rule is an object, several are an array.
rules(value) := [value] if is_object(value)

rules(value) := value if is_array(value)

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
