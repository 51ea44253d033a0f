# METADATA
# title: An instance runs an image that is no longer there
# description: |
#   What an instance was launched from cannot be looked at when its image was deregistered or disabled,
#   and that is what an intruder does who covers tracks. That AWS and the marketplace take back their old
#   images is usual and none.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-ami-monitor-instances.html
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/deregister-ami.html
# custom:
#   severity: medium
#   runbook: new_amis
#   attack: [T1578.002, T1070]
#   remediation: |
#     Find out who took the image away. An own one may be in the Recycle Bin, or can be made anew from an
#     instance's disks, which are the evidence now.
package tocsin.ioc.ami_unavailable

import data.tocsin.lib.images

deny contains {
	"msg": sprintf("Image '%s' in %s, on %s, is %s.", [image.image_id, image.region, images.number(image), image.state]),
	"resource": image.image_arn,
	"region": image.region,
	"evidence": object.union({"instances": images.instances(image)}, object.filter(image, ["name", "owner_id", "state"])),
	"fix": [], # what is gone is gone
} if {
	some image in images.used
	not image.state in {"available", "pending", "transient"}
	not images.is_from_aws(image)
}
