# METADATA
# title: An image was created or shared out
# description: |
#   An image of an instance is a copy of its disks, with all keys and data on them, and sharing it carries
#   them out of the account without a byte being sent. Images that AWS Backup and Data Lifecycle Manager
#   make bear tags that nobody else can set, and are none until they are shared.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html
#   - https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
# custom:
#   severity: medium
#   runbook: new_amis
#   attack: [T1578.001, T1537]
#   events:
#     - ec2.amazonaws.com/RegisterImage
#     - ec2.amazonaws.com/CreateImage
#     - ec2.amazonaws.com/CopyImage
#     - ec2.amazonaws.com/ImportImage
#     - ec2.amazonaws.com/CreateRestoreImageTask
#     - ec2.amazonaws.com/ModifyImageAttribute
#   remediation: |
#     Ask who made the image, or shared it, and what for. Take the permissions away; what was copied to
#     another account by then is out of reach.
package tocsin.ioc.ami_created

import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.image_events
import data.tocsin.lib.own_images

deny contains {
	"msg": sprintf(
		"Image '%s' (%s) in %s was created %s%s.",
		[image.id, image.name, image.region, why.text, own_images.with_whom(own_images.strangers(image))],
	),
	"resource": image.arn,
	"region": image.region,
	"key": "created",
	"evidence": object.union(why.evidence, object.filter(image, ["creation_date", "name", "is_public"])),
	"fix": [own_images.unshare(image, who) | some who in own_images.strangers(image)],
} if {
	some image in input.aws.ec2.images
	not own_images.is_routine(image)
	why := own_images.novelty(image)
}

deny contains {
	"msg": sprintf("Image '%s' in %s was shared with '%s' since the baseline.", [image.id, image.region, who]),
	"resource": image.arn,
	"region": image.region,
	"key": who,
	"evidence": drift.evidence({"shared_with": image.shared_with}),
	"fix": [own_images.unshare(image, who)],
} if {
	some image in input.aws.ec2.image_sharing
	before := own_images.shared_before[image.arn]
	some who in own_images.strangers(image)
	not who in before
}

deny contains event_finding.of(act.event, act) if some act in image_events.acts

unknown contains reason if some reason in events.untold("ec2.amazonaws.com", {"ModifyImageAttribute"})
