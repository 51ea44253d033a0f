package tocsin.lib.topic_access_test

import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.path
import data.tocsin.lib.probe

publishers(fact) := alert.with_topic({"publishers": [object.union({"service": service}, fact) |
	some service in ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
]})

by_role := {"events": {"targets": [object.union(alert.target, {"role_arn": "arn:aws:iam::123456789012:role/publish"})]}}

managed_keys := ["alias/aws/sns", "arn:aws:kms:us-east-1:123456789012:alias/aws/sns"]

# Whether there is a finding, its first broken edge, and whether alerting is proven.
verdict := [edges, [1 | path.proven(probe.root)]] if {
	edges := {finding.evidence.broken_edge.edge | some finding in path.findings(probe.root)}
}

test_managed_key[note] if {
	some key in managed_keys
	some kind, snapshot in {
		"alarm": alert.by_filter(alert.with_topic({"kms_master_key_id": key})),
		"rule": alert.by_rule(alert.with_topic({"kms_master_key_id": key})),
	}
	note := sprintf("%s by %s", [key, kind])
	findings := path.findings(probe.root) with input as snapshot
	count(findings) == 1
	some finding in findings
	finding.evidence.broken_edge == {"edge": "topic_key", "at": alert.topic.arn}
	contains(finding.msg, sprintf("topic 'alerts' is encrypted by the key 'alias/aws/sns', which AWS lets no %s use", [kind]))
	finding.fix == [concat(" ", [
		"aws sns set-topic-attributes --topic-arn=arn:aws:sns:us-east-1:123456789012:alerts",
		`--attribute-name=KmsMasterKeyId --attribute-value="$KEY_ARN" --region=us-east-1`,
	])]
	not path.proven(probe.root) with input as snapshot
}

test_policy_that_lets_nobody_publish[kind] if {
	some kind, tc in {
		"alarm": {"snapshot": alert.by_filter(publishers({"may_publish": false})), "says": "cloudwatch.amazonaws.com publish for alarm 'Audit'"},
		"rule": {"snapshot": alert.by_rule(publishers({"may_publish": false})), "says": "events.amazonaws.com publish for rule 'audit'"},
	}
	findings := path.findings(probe.root) with input as tc.snapshot
	count(findings) == 1
	some finding in findings
	finding.evidence.broken_edge == {"edge": "topic_policy", "at": alert.topic.arn}
	endswith(finding.msg, sprintf("the policy of topic 'alerts' does not let %s.", [tc.says]))
	finding.fix == [
		concat(" ", [
			"aws sns get-topic-attributes --topic-arn=arn:aws:sns:us-east-1:123456789012:alerts",
			"--query=Attributes.Policy --output=text --region=us-east-1 > policy.json",
		]),
		concat(" ", [
			"aws sns set-topic-attributes --topic-arn=arn:aws:sns:us-east-1:123456789012:alerts",
			"--attribute-name=Policy --attribute-value=file://policy.json --region=us-east-1",
		]),
	]
}

policies_and_keys := {
	"source that is allowed": {"change": publishers(matching), "want": [set(), [1]]},
	"source that is allowed in any case": {"change": publishers(object.remove(matching, ["may_publish"])), "want": [set(), [1]]},
	"another source": {"change": publishers({"may_publish": false, "sources": ["^x$"]}), "want": [{"topic_policy"}, []]},
	"conditions that are not evaluated": {"change": publishers({}), "want": [set(), []]},
	"another source, and conditions": {"change": publishers({"sources": ["^x$"]}), "want": [set(), []]},
	"policy that cannot be parsed": {
		"change": {"sns": {"topics": [object.union(object.remove(alert.topic, ["publishers"]), {"policy_error": "why"})]}},
		"want": [set(), []],
	},
	"unread policy": {"change": {"sns": {"topics": [object.remove(alert.topic, ["publishers"])]}}, "want": [set(), []]},
	"unread attributes": {
		"change": {"sns": {"topics": [object.filter(alert.topic, ["arn", "name", "region"])]}},
		"want": [set(), []],
	},
	"key of the customer": {"change": alert.with_topic({"kms_master_key_id": "alias/alerts"}), "want": [set(), [1]]},
	"key of the customer, by its ARN": {
		"change": alert.with_topic({"kms_master_key_id": "arn:aws:kms:us-east-1:123456789012:key/1"}),
		"want": [set(), [1]],
	},
	"key with a name that is alike": {"change": alert.with_topic({"kms_master_key_id": "alias/ours/alias/aws/sns"}), "want": [set(), [1]]},
}

matching := {"may_publish": false, "sources": ["^x$", "^arn:aws:(cloudwatch|events):us-east-1:123456789012:.*$"]}

test_policies_and_keys_by_filter[note] if {
	some note, tc in policies_and_keys
	result := verdict with input as alert.by_filter(tc.change)
	result == tc.want
}

test_policies_and_keys_by_rule[note] if {
	some note, tc in policies_and_keys
	result := verdict with input as alert.by_rule(tc.change)
	result == tc.want
}

# To one service the policy may say yes, and to the other no, as the one does with which topics are born.
test_one_service_of_two if {
	born_with := alert.with_topic({"publishers": [
		{"service": "cloudwatch.amazonaws.com", "may_publish": true},
		{"service": "events.amazonaws.com", "may_publish": false},
	]})
	by_filter := verdict with input as alert.by_filter(born_with)
	by_filter == [set(), [1]]
	by_rule := verdict with input as alert.by_rule(born_with)
	by_rule == [{"topic_policy"}, []]
}

# A target with a role publishes as the role.
test_role[note] if {
	some note, change in {
		"managed key": alert.with_topic({"kms_master_key_id": "alias/aws/sns"}),
		"policy": publishers({"may_publish": false}),
	}
	result := verdict with input as alert.by_rule(object.union(change, by_role))
	result == [set(), [1]]
}

test_undecided if {
	reasons := path.undecided(probe.root) with input as alert.by_rule(publishers({}))
	reasons == {"whether the policy of topic 'alerts' lets events.amazonaws.com publish cannot be told"}
}

# All that is broken at a topic is mended, in the order of the way.
test_everything_broken_at_once if {
	topic := object.union(alert.topic, {"kms_master_key_id": "alias/aws/sns", "subscriptions_confirmed": 0, "publishers": [{
		"service": "events.amazonaws.com",
		"may_publish": false,
	}]})
	findings := path.findings(probe.root) with input as alert.by_rule({"sns": {"topics": [topic]}})
	some finding in findings
	finding.evidence.broken_edge.edge == "topic_policy"
	concat(" ", [split(command, " ")[2] | some command in finding.fix]) == concat(" ", [
		"get-topic-attributes set-topic-attributes",
		"set-topic-attributes",
		"subscribe",
	])
}
