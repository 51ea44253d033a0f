# METADATA
# title: Calls that change what a topic or a subscription lets through
package tocsin.lib.attribute_events

import data.tocsin.lib.events
import data.tocsin.lib.topic_events

changes contains {
	"event": event,
	"did": sprintf("changed the %s of", [attribute]),
	"try": sprintf("change the %s of", [attribute]),
	"what": sprintf("%s%s", [topic.name, topic.why]),
	"resource": topic.arn,
	"evidence": {"attribute": attribute, "subscription": events.text(event, ["request", "subscriptionArn"])},
} if {
	some event in events.of("sns.amazonaws.com", calls)
	attribute := attribute_of(event)
	topic := topic_events.subject(event)
}

untold := events.untold("sns.amazonaws.com", calls)

calls := {"SetSubscriptionAttributes", "SetTopicAttributes", "RemovePermission"}

# The attributes that can keep a message back.
attribute_of(event) := name if {
	name := events.at(event, ["request", "attributeName"])
	name in {"FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "Policy", "KmsMasterKeyId"}
	not is_removed(event.request)
} else := "policy" if {
	event.name == "RemovePermission"
} else := "attributes" if {
	event.succeeded == false
	not event.request
}

# Without these all messages get through.
is_removed(request) if {
	request.attributeName in {"FilterPolicy", "RedrivePolicy"}
	object.get(request, "attributeValue", "") in {"", "{}"}
}
