# METADATA
# title: What CloudTrail's events say of launches
# description: |
#   An event says which image was launched, never whose it is: that only the images tell which instances
#   run.
package tocsin.lib.launch_events

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
