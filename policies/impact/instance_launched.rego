# METADATA
# title: An instance was launched
# description: |
#   Instances are what stolen credentials are used for first: large ones, for mining, in regions where
#   nobody looks. A stopped instance that was started again counts as launched, too.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
# custom:
#   severity: medium
#   runbook: ec2_instances
#   attack: [T1578.002, T1496]
#   remediation: |
#     Ask who launched it and what for. Stopping it keeps its disks as evidence, but not its memory.
package tocsin.impact.instance_launched

import data.tocsin.lib.drift
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Instance '%s' (%s) was launched %s in %s%s.", [instance.id, instance.type, why.text, instance.region, place]),
	"resource": instance.arn,
	"region": instance.region,
	"evidence": object.union(why.evidence, object.filter(instance, ["launch_time", "type", "state", "image_id", "key_name"])),
	"fix": [sprintf(
		"aws ec2 stop-instances --instance-ids=%s --region=%s",
		[shell.quote(instance.id), shell.quote(instance.region)],
	)],
} if {
	some instance in input.aws.ec2.instances
	why := novelty(instance)
	place := idle(instance.region)
}

novelty(instance) := {"text": "since the baseline", "evidence": drift.evidence({})} if {
	drift.read_then_in("ec2.instances", instance.region)
	not instance.arn in before
} else := {"text": sprintf("at %s", [instance.launch_time]), "evidence": {"kind": "state"}} if {
	instance.launch_time >= drift.new_since("ec2.instances", instance.region)
}

before := {instance.arn | some instance in data.baseline.aws.ec2.instances}

# The regions in which there is, or was, an instance that is not new.
busy := {instance.region | some instance in input.aws.ec2.instances; not novelty(instance)} | {instance.region |
	some instance in data.baseline.aws.ec2.instances
}

default idle(_) := ""

idle(region) := ", where there was none before" if {
	drift.read_now_in("ec2.instances", region)
	not region in busy
}
