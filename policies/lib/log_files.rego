# METADATA
# title: What is wrong with the log files that events were read from
# description: |
#   CloudTrail signs a digest of its log files each hour. A file that is not what its digest says, or a digest
#   that is not what the next one says, was changed by somebody who can write to the bucket or to the copy.
package tocsin.lib.log_files

import data.tocsin.lib.arn
import data.tocsin.lib.shell

# wrong are the findings, one for each file; many files with the same problem are one.
wrong contains {
	"msg": sprintf("%s '%s' %s%s. %s", [noun, arn.name(problem.object), what, others(problem), problem.detail]),
	"resource": resource(problem),
	"region": problem.region,
	"key": problem.kind,
	"evidence": object.union({"kind": "state", "problem": problem.kind}, object.remove(problem, ["detail", "kind"])),
	"fix": versions(problem),
} if {
	some problem in input.aws.activity.log_file_validation.problems
	[noun, what] := told[problem.kind]
}

told := {
	"altered_log": ["Log file", "was altered"],
	"missing_log": ["Log file", "was removed"],
	"unmentioned_log": ["Log file", "was added"],
	"altered_digest": ["Digest", "was altered"],
	"missing_digest": ["Digest", "was removed"],
	"moved_digest": ["Digest", "was moved"],
	"unknown_key": ["Digest", "is not signed by CloudTrail"],
	"chain_gap": ["The chain of digests up to", "is interrupted"],
}

default others(_) := ""

others(problem) := sprintf(", as are %d others", [problem.count - 1])

default bucket := ""

bucket := input.aws.activity.log_file_validation.bucket_arn

resource(problem) := problem.object if bucket == ""

resource(problem) := sprintf("%s/%s", [bucket, problem.object]) if bucket != ""

# What S3 still has of it, if the bucket keeps versions.
versions(problem) := [command |
	bucket != ""
	options := [shell.quote(arn.name(bucket)), shell.quote(problem.object)]
	command := sprintf("aws s3api list-object-versions --bucket=%s --prefix=%s", options)
]
