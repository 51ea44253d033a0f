# METADATA
# title: What CloudTrail's events say of launches
# description: |
#   An event says which image was launched, never whose it is: that only the images tell which instances
#   run.
package tocsin.lib.launch_events

import data.tocsin.lib.events
import data.tocsin.lib.images

run := events.of("ec2.amazonaws.com", {"RunInstances"})

# Most launches are of images that are known: only the others' events are looked at.
unsuspected := known - {image.image_id | some image in images.unexpected}

known := {image.image_id | some image in images.used} | {image.id | some image in input.aws.ec2.images}

# launches are the images that events launched, or were to launch. A launch template is resolved in the
# answer only.
launches contains {"event": event, "image": id} if {
	some part in ["request", "response"]
	some i, n
	id := run[i][part].instancesSet.items[n].imageId
	not unsuspected[id]
	event := run[i]
}

untold := events.untold("ec2.amazonaws.com", {"RunInstances"})

# strange are launches of images whose owner is none of the known ones, or was not looked at.
strange contains object.union(launch, {"owner": owner}) if {
	some launch in launches
	owner := owner_of(launch)
}

owner_of(launch) := sprintf("of account '%s'", [concat("', '", unexpected[[launch.event.region, launch.image]])])

owner_of(_) := "of an owner who is not known" if events.is_off("ec2.instance_images")

# unexpected are the owners of unexpected images, by region and id.
unexpected := {place: owners |
	some place in {[image.region, image.image_id] | some image in images.unexpected}
	owners := {image.owner_id | some image in images.unexpected; [image.region, image.image_id] == place}
}

# gone are images that somebody launched, and that no instance runs any more: whose were they?
gone contains launch.image if {
	some launch in launches
	not launch.image in known
	launch.event.succeeded
	not events.by_service(launch.event)
}
