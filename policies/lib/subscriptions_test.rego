package tocsin.lib.subscriptions_test

import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.subscriptions

topic := "arn:aws:sns:us-east-1:123456789012:alerts"

# A confirmed subscription of the topic.
subscription(id, endpoint) := {
	"arn": sprintf("%s:%s", [topic, id]),
	"topic_arn": topic,
	"region": "us-east-1",
	"protocol": "email",
	"endpoint": endpoint,
	"confirmed": true,
}

a := subscription("1", "a@example.com")

b := subscription("2", "b@example.com")

sns(list) := {"sns": {"subscriptions": list}}

test_changes[note] if {
	pending := object.union(object.remove(b, ["arn"]), {"confirmed": false})
	some note, tc in {
		"unchanged": {"then": [a], "now": [a], "gone": [], "come": []},
		"removed": {"then": [a, b], "now": [a], "gone": [b], "come": []},
		"the last": {"then": [a], "now": [], "gone": [a], "come": []},
		"added": {"then": [a], "now": [a, b], "gone": [], "come": [b]},
		"the first": {"then": [], "now": [a], "gone": [], "come": [a]},
		"replaced": {"then": [a], "now": [b], "gone": [a], "come": [b]},
		"subscribed anew": {"then": [a], "now": [subscription("3", "a@example.com")], "gone": [], "come": []},
		"never confirmed": {"then": [a, pending], "now": [a], "gone": [], "come": []},
		"not yet confirmed": {"then": [a], "now": [a, pending], "gone": [], "come": []},
		"not confirmed any more": {"then": [a, b], "now": [a, pending], "gone": [b], "come": []},
		"of another topic": {"then": [object.union(a, {"topic_arn": "x"})], "now": [], "gone": [], "come": []},
	}
	subscriptions.gone(topic) == tc.gone with input as drift.now(sns(tc.now)) with data.baseline as drift.then(sns(tc.then))
	subscriptions.come(topic) == tc.come with input as drift.now(sns(tc.now)) with data.baseline as drift.then(sns(tc.then))
}

test_unread if {
	now := drift.lacking(drift.now(sns([])), "sns.subscriptions", "us-east-1")
	not subscriptions.gone(topic) with input as now with data.baseline as drift.then(sns([a]))
	then := drift.lacking(drift.then(sns([])), "sns.subscriptions", "us-east-1")
	not subscriptions.come(topic) with input as drift.now(sns([a])) with data.baseline as then
}
