# METADATA
# title: An instance runs an image of the account's own that is too old
# description: |
#   An image gets no updates: what was found in its software since it was made is open. When the images
#   of others were made a snapshot does not say, so that only the account's own are judged.
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html
# schemas:
#   - data.params.image_age_days:
#       type: integer
#       minimum: 1
#       default: 90
#       description: How many days old the images may be that instances run.
# custom:
#   severity: medium
#   runbook: new_amis
#   attack: [T1190]
#   remediation: Build the image anew from its recipe, and replace the instances that run it.
package org.image_age

# Stock tools know no parameters.
default most := 90

most := data.params.image_age_days

deny contains {
	"msg": sprintf("Image '%s' is %d days old, and %d are allowed.", [image.id, age, most]),
	"resource": image.arn,
	"region": image.region,
	"evidence": {"creation_date": image.creation_date, "instances": sort(instances)},
} if {
	some image in input.aws.ec2.images
	instances := {used.instance_arn | some used in input.aws.ec2.instance_images; used.image_arn == image.arn}
	count(instances) > 0
	age := days_since(image.creation_date)
	age > most
}

unknown contains sprintf("AWS does not say how old image '%s' is", [used.image_id]) if {
	some used in input.aws.ec2.instance_images
	not is_foreign(used)
	not used.image_arn in dated
}

# Whose image it is may be unknown: then it may be the account's own.
is_foreign(used) if used.owner_id != input.meta.account_id

# An image that was deregistered is among the images no more.
dated := {image.arn | some image in input.aws.ec2.images; image.creation_date}

# The time is that of the snapshot, so that its verdict is the same tomorrow.
days_since(date) := floor((time.parse_rfc3339_ns(input.meta.collected_at) - time.parse_rfc3339_ns(date)) / ns_a_day)

ns_a_day := ((24 * 60) * 60) * 1000000000
