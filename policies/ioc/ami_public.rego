# METADATA
# title: An instance runs a public community image
# description: |
#   Anyone can publish an image under any name, and names are made to look like a vendor's. Public images
#   of Amazon, the marketplace, the organisation and allowed owners are fine.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/usingsharedamis-finding.html
# custom:
#   severity: medium
#   runbook: new_amis
#   attack: [T1204.003, T1578.002]
#   remediation: Find out whose image it is and who chose it; launch the instances anew from an image of a known owner.
package tocsin.ioc.ami_public

import data.tocsin.lib.images

deny contains {
	"msg": sprintf("Image '%s' in %s is a public community image, on %s.", [image.image_id, image.region, images.number(image)]),
	"resource": image.image_arn,
	"region": image.region,
	"evidence": object.union({"instances": images.instances(image)}, object.filter(image, ["name", "owner_id", "is_public"])),
	"fix": [], # another image needs another instance
} if {
	some image in images.unexpected
	image.is_public == true
}

unknown contains sprintf("AWS does not say whether image '%s' is public", [image.image_id]) if {
	some image in images.used
	not images.is_known(image)
	not is_told(image)
}

is_told(image) if image.is_public in {true, false}
