# METADATA
# title: An instance runs an image of an unexpected owner
# description: |
#   An image is whatever its owner put into it: a miner, a back door, a key. One of an owner whom nobody
#   knows is either the intruder's or an accident waiting to happen.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-ami-monitor-instances.html
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html
# custom:
#   severity: high
#   runbook: new_amis
#   attack: [T1204.003, T1578.002]
#   events:
#     - ec2.amazonaws.com/RunInstances
#   remediation: |
#     Ask who launched the instances. Put the owner into the parameter allowed_image_owners, or stop the
#     instances, which keeps their disks as evidence, and allow only known owners from now on.
package tocsin.ioc.ami_unexpected_owner

import data.tocsin.lib.account
import data.tocsin.lib.event_finding
import data.tocsin.lib.image_events
import data.tocsin.lib.images
import data.tocsin.lib.launch_events
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf(
		"Image '%s' of account '%s', which is not one of the allowed owners%s, is what %s in %s %s.",
		[image.image_id, image.owner_id, account.reservation, images.number(image), image.region, run],
	),
	"resource": image.image_arn,
	"region": image.region,
	"evidence": object.union({"instances": instances}, object.filter(image, ["name", "owner_id", "is_public", "state"])),
	"fix": [sprintf(
		"aws ec2 stop-instances --instance-ids=%s --region=%s",
		[shell.list([split(arn, "/")[1] | some arn in instances]), shell.quote(image.region)],
	)],
} if {
	some image in images.unexpected
	instances := images.instances(image)
	run := {true: "runs", false: "run"}[count(instances) == 1]
}

deny contains event_finding.of(launch.event, {
	"did": "launched instances of",
	"try": "launch instances of",
	"what": sprintf("image '%s' %s", [launch.image, launch.owner]),
	"resource": image_events.subject(launch.event, launch.image),
	"evidence": {"image_id": launch.image},
}) if {
	some launch in launch_events.strange
}

unknown contains sprintf("AWS does not say who owns image '%s'", [image.image_id]) if {
	some image in images.ownerless
}

unknown contains sprintf("image '%s' was launched, and no instance runs it any more: AWS does not say whose it was", [id]) if {
	some id in launch_events.gone
}

unknown contains reason if some reason in launch_events.untold
