# METADATA
# title: What CloudTrail's events say of images
# description: |
#   An event says which image was launched, never whose it is: that only the images tell which instances
#   run. Images are made and shared by backup services and the marketplace, too; that it was one of
#   them nobody can forge.
package tocsin.lib.image_events

import data.tocsin.lib.account
import data.tocsin.lib.arn
import data.tocsin.lib.events
import data.tocsin.lib.images

# launched are the images that an event launched, or was to launch. A launch template is resolved in
# the answer only.
launched(event) := {item.imageId |
	some part in ["request", "response"]
	some item in events.at(event, [part, "instancesSet", "items"])
}

# strange are launches of images whose owner is none of the known ones, or was not looked at.
strange contains {"event": event, "image": id, "owner": owner} if {
	some event in events.of("ec2.amazonaws.com", {"RunInstances"})
	some id in launched(event)
	owner := owner_of(event, id)
}

owner_of(event, id) := sprintf("of account '%s'", [image.owner_id]) if {
	some image in images.unexpected
	image.image_id == id
	image.region == event.region
}

owner_of(_, _) := "of an owner who is not known" if events.is_off("ec2.instance_images")

# gone are images that somebody launched, and that no instance runs any more: whose were they?
gone contains id if {
	known := {image.image_id | some image in images.used} | {image.id | some image in input.aws.ec2.images}
	some event in events.of("ec2.amazonaws.com", {"RunInstances"})
	event.succeeded
	not events.by_service(event)
	some id in launched(event)
	not id in known
}

# made are the events that create an image, or bring one in.
made := [event |
	some event in events.of("ec2.amazonaws.com", {"RegisterImage", "CreateImage", "CopyImage", "ImportImage", "CreateRestoreImageTask"})
	not by_backup(event)
]

by_backup(event) if event.actor.invoked_by in {"backup.amazonaws.com", "dlm.amazonaws.com", "assets.marketplace.amazonaws.com"}

# shared are the events that share an image with somebody who is not ours.
shared contains {"event": event, "with": who} if {
	some event in events.of("ec2.amazonaws.com", {"ModifyImageAttribute"})
	not by_backup(event)
	some item in events.at(event, ["request", "launchPermission", "add", "items"])
	some field in ["group", "userId", "organizationArn", "organizationalUnitArn"]
	who := item[field]
	is_stranger(who)
}

is_stranger("all")

is_stranger(who) if account.is_stranger(id_of(who))

# An organisation's ARN names the account that manages it.
id_of(who) := arn.account(who) if {
	startswith(who, "arn:")
} else := who

# subject is the image that an event is about: its ARN, or else the account's.
subject(event, id) := sprintf("arn:%s:ec2:%s::image/%s", [input.meta.partition, object.get(event, "region", ""), id]) if id != ""

subject(_, "") := account.arn

default id(_) := ""

id(event) := [found |
	some part in ["response", "request"]
	found := events.text(event, [part, "imageId"])
	found != ""
][0]
