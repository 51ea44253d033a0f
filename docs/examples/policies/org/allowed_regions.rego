# METADATA
# title: Something runs or is stored in a region that is not allowed
# description: |
#   Whoever breaks in likes regions that nobody looks at, and data may have to stay where the law wants
#   it. allowed_regions names those in use.
# related_resources:
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
# schemas:
#   - data.params.allowed_regions:
#       type: array
#       items: {type: string, pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]+$'}
#       default: []
#       description: The regions in which instances may run and buckets may be.
# custom:
#   severity: high
#   runbook: your_infrastructure
#   attack: [T1535]
#   applies_when: the parameter allowed_regions names no region
#   remediation: |
#     Find out who made it and for what. Keep it for evidence if nobody answers for it, and close the
#     region to everyone by a service control policy.
package org.allowed_regions

deny contains {
	"msg": sprintf("%s '%s' is in %s, which is not an allowed region.", [resource.kind, resource.name, resource.region]),
	"resource": resource.arn,
	"region": resource.region,
	"evidence": object.remove(resource, ["arn"]),
} if {
	some resource in resources
	not resource.region in data.params.allowed_regions
}

# Without the parameter the rule is skipped.
applicable if count(data.params.allowed_regions) > 0

# Each is a set of what is known to be somewhere: without its region, nothing is.
resources := instances | buckets

# AWS shows a terminated instance for an hour more.
instances := {{"kind": "Instance", "arn": instance.arn, "name": instance.id, "region": instance.region} |
	some instance in input.aws.ec2.instances
	instance.state != "terminated"
}

buckets := {{"kind": "Bucket", "arn": bucket.arn, "name": bucket.name, "region": bucket.region} |
	some bucket in input.aws.s3.buckets
}
