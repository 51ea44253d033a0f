# METADATA
# title: A bucket was created
# description: |
#   Buckets come and go, but one that appeared during an incident may be where data was gathered. AWS may
#   answer with the time of a later change, such as one of the bucket's policy, for its creation.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/API/API_Bucket.html
# custom:
#   severity: low
#   runbook: s3_buckets
#   attack: [T1074.002]
#   remediation: Ask who created the bucket and what for, and look at what is in it.
package tocsin.impact.bucket_created

import data.tocsin.lib.drift
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Bucket '%s' %s.", [bucket.name, why.text]),
	"resource": bucket.arn,
	"region": object.get(bucket, "region", ""),
	"evidence": object.union(why.evidence, object.filter(bucket, ["creation_date"])),
	"fix": [sprintf("aws s3 ls --recursive --summarize %s", [shell.quote(concat("", ["s3://", bucket.name]))])],
} if {
	some bucket in input.aws.s3.buckets
	why := reason(bucket)
}

reason(bucket) := {"text": "was created since the baseline", "evidence": drift.evidence({})} if {
	drift.read_then("s3.buckets")
	not bucket.arn in before
} else := {"text": sprintf("was created at %s", [bucket.creation_date]), "evidence": {"kind": "state"}} if {
	bucket.creation_date >= input.meta.window.state_since
}

before := {bucket.arn | some bucket in data.baseline.aws.s3.buckets}
