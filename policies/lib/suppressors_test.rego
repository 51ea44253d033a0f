package tocsin.lib.suppressors_test

import data.tocsin.lib.suppressors

composite := {"arn": "a", "name": "all", "region": "us-east-1", "actions_suppressor": "maintenance"}

maintenance(change) := [object.union({"name": "maintenance", "region": "us-east-1"}, change)]

test_edges[note] if {
	some note, tc in {
		"goes off": [maintenance({"state_value": "ALARM"}), "broken"],
		"is quiet": [maintenance({"state_value": "OK"}), "ok"],
		"knows nothing": [maintenance({"state_value": "INSUFFICIENT_DATA"}), "ok"],
		"state unread": [maintenance({}), "open"],
		"another region's": [maintenance({"region": "eu-west-1", "state_value": "ALARM"}), "open"],
		"unread": [[], "open"],
	}
	edges := suppressors.edges(composite) with input as {"aws": {"cloudwatch": {"alarms": tc[0]}}}
	[edge.state | some edge in edges] == [tc[1]]
}

test_by_arn if {
	by_arn := object.union(composite, {"actions_suppressor": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:maintenance"})
	alarms := maintenance({"state_value": "ALARM"})
	found := suppressors.edges(by_arn) with input as {"aws": {"cloudwatch": {"alarms": alarms}}}
	found[0].edge == "alarm_suppressed"
}

test_none if suppressors.edges(object.remove(composite, ["actions_suppressor"])) == []
