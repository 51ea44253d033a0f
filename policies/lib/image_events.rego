# METADATA
# title: What CloudTrail's events say of images
# description: |
#   Images are made and shared by backup services and the marketplace, too; that it was one of them
#   nobody can forge.
package tocsin.lib.image_events

import data.tocsin.lib.account
import data.tocsin.lib.account_events
import data.tocsin.lib.arn
import data.tocsin.lib.event_finding
import data.tocsin.lib.events

# acts are the calls that make an image or share one with somebody who is not ours.
acts contains {
	"event": event,
	"did": sprintf("made (%s)", [event.name]),
	"try": sprintf("make (%s)", [event.name]),
	"what": event_finding.named("image", id(event)),
	"resource": subject(event, id(event)),
	"evidence": object.filter(
		object.get(event, "request", {}),
		["name", "sourceImageId", "sourceRegion", "instanceId", "bucket", "objectKey"],
	),
} if {
	some event in events.of("ec2.amazonaws.com", {"RegisterImage", "CreateImage", "CopyImage", "ImportImage", "CreateRestoreImageTask"})
	not by_backup(event)
}

acts contains {
	"event": sharing.event,
	"did": sprintf("shared with '%s'", [concat("', '", sharing["with"])]),
	"try": sprintf("share with '%s'", [concat("', '", sharing["with"])]),
	"what": event_finding.named("image", id(sharing.event)),
	"resource": subject(sharing.event, id(sharing.event)),
	"evidence": {"shared_with": sharing["with"]},
} if {
	some sharing in shared
}

by_backup(event) if event.actor.invoked_by in {"backup.amazonaws.com", "dlm.amazonaws.com", "assets.marketplace.amazonaws.com"}

# shared are the events that share an image with somebody who is not ours.
shared contains {"event": event, "with": sort(strangers)} if {
	some event in events.of("ec2.amazonaws.com", {"ModifyImageAttribute"})
	not by_backup(event)
	strangers := {who |
		some item in events.at(event, ["request", "launchPermission", "add", "items"])
		some field in ["group", "userId", "organizationArn", "organizationalUnitArn"]
		who := item[field]
		is_string(who)
		is_stranger(who)
	}
	count(strangers) > 0
}

is_stranger("all")

is_stranger(who) if account_events.is_stranger(id_of(who))

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
