# METADATA
# title: The images that instances run
# description: |
#   AWS alone gives owners an alias, so that it can be believed. A member account that has its settings of
#   allowed images from the organisation cannot change them: what they allow, the organisation knows.
#   https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html
# schemas:
#   - data.params.allowed_image_owners:
#       type: array
#       items: {type: string}
#       default: []
#       description: Ids of the accounts of others whose images this account's instances may run.
package tocsin.lib.images

import data.tocsin.lib.account

# Each image once for a region.
used := {object.remove(image, ["instance_arn"]) | some image in input.aws.ec2.instance_images}

instances(image) := [instance | some instance in running[image.image_arn]]

running := {image: instances |
	some image in {one.image_arn | some one in input.aws.ec2.instance_images}
	instances := {one.instance_arn | some one in input.aws.ec2.instance_images; one.image_arn == image}
}

# Images of owners that are neither the account itself, AWS, the marketplace, the organisation nor allowed.
unexpected := {image |
	some image in used
	not is_known(image)
	not_allowed(image)
	account.is_foreign(image.owner_id)
}

# What AWS does not say may be anything.
ownerless := {image | some image in used; not is_known(image); not image.owner_id}

is_known(image) if image.owner_id == input.meta.account_id

is_known(image) if is_from_aws(image)

is_known(image) if image.owner_id in data.params.allowed_image_owners

is_from_aws(image) if image.owner_alias in {"amazon", "aws-marketplace", "aws-backup-vault"}

# Settings that were not read may allow the image.
not_allowed(image) if {
	some settings in input.aws.ec2.allowed_images
	settings.region == image.region
	not allows(settings, image)
}

allows(settings, image) if {
	settings.managed_by == "declarative-policy"
	settings.state in {"enabled", "audit-mode"}
	image.allowed == true
}

# How many instances run an image, in words.
number(image) := text if {
	n := count(instances(image))
	text := {true: "one instance", false: sprintf("%d instances", [n])}[n == 1]
}
