# METADATA
# title: The account's own images, and who else has them
package tocsin.lib.own_images

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.shell

# novelty is why an image counts as new.
novelty(image) := {"text": "since the baseline", "evidence": drift.evidence({})} if {
	drift.read_then_in("ec2.images", image.region)
	not image.arn in before
} else := {"text": sprintf("at %s", [image.creation_date]), "evidence": {"kind": "state"}} if {
	image.creation_date >= drift.new_since("ec2.images", image.region)
}

before := {image.arn | some image in data.baseline.aws.ec2.images}

# is_routine holds for what AWS Backup and Data Lifecycle Manager make, and keep to the account. They
# mark it with tags that nobody else can set: a copy does not inherit them, and dlm:managed, say, is no
# such tag.
is_routine(image) if {
	count(strangers(image)) == 0
	some key in image.aws_tags
	some service in ["aws:backup:", "aws:dlm:"]
	startswith(key, service)
}

# strangers are those among whom an image is shared that are not ours: account ids, ARNs of
# organisations and their units, or all. Of an organisation its ARN names the managing account.
strangers(image) := sort({who | some who in shared_with[image.arn]; is_stranger(who)})

shared_with := {sharing.arn: sharing.shared_with | some sharing in input.aws.ec2.image_sharing}

shared_before := {sharing.arn: sharing.shared_with | some sharing in data.baseline.aws.ec2.image_sharing}

is_stranger("all")

is_stranger(who) if {
	regex.match(`^[0-9]{12}$`, who)
	account.is_foreign(who)
}

is_stranger(who) if {
	arn.service(who) == "organizations"
	account.is_foreign(arn.account(who))
}

with_whom([]) := ""

with_whom(strangers) := sprintf(", and is shared with '%s'", [concat("', '", strangers)]) if count(strangers) > 0

unshare(image, who) := sprintf("aws ec2 modify-image-attribute --image-id=%s --launch-permission=%s --region=%s", [
	shell.quote(image.id),
	shell.quote(json.marshal({"Remove": [{permission_of(who): who}]})),
	shell.quote(image.region),
])

permission_of(who) := "Group" if {
	who == "all"
} else := "OrganizationalUnitArn" if {
	contains(who, ":ou/")
} else := "OrganizationArn" if {
	arn.service(who) == "organizations"
} else := "UserId"
