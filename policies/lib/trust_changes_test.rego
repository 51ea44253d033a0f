package tocsin.lib.trust_changes_test

import data.tocsin.lib.trust_changes
import data.tocsin.lib.trust_test

user := {"type": "AWS", "value": "arn:aws:iam::123456789012:user/alice", "account_id": "123456789012"}

other := {"type": "AWS", "value": "arn:aws:iam::123456789012:user/bob", "account_id": "123456789012"}

deleted := {"type": "AWS", "value": "AIDAEXAMPLEEXAMPLE123"}

condition := {"operator": "StringEquals", "key": "sts:externalid", "values": ["a", "b"]}

allow(change) := trust_test.statement(change)

test_differs[note] if {
	some note, tc in {
		"another principal": {"then": [allow({"principals": [user]})], "now": [allow({"principals": [other]})]},
		"one more principal": {"then": [allow({"principals": [user]})], "now": [allow({"principals": [user, other]})]},
		"one principal less": {"then": [allow({"principals": [user, other]})], "now": [allow({"principals": [user]})]},
		"a deleted principal more": {"then": [allow({"principals": [user]})], "now": [allow({"principals": [user, deleted]})]},
		"one deleted, another added": {
			"then": [allow({"principals": [user]})],
			"now": [allow({"principals": [deleted, other]})],
		},
		"another exception": {"then": [allow({"not_principals": [user]})], "now": [allow({"not_principals": [other]})]},
		"one more statement": {"then": [allow({})], "now": [allow({}), allow({"actions": ["sts:TagSession"]})]},
		"one statement less": {"then": [allow({}), allow({"actions": ["sts:TagSession"]})], "now": [allow({})]},
		"another effect": {"then": [allow({})], "now": [allow({"effect": "Deny"})]},
		"another action": {"then": [allow({})], "now": [allow({"actions": ["sts:*"]})]},
		"no condition any more": {"then": [allow({"conditions": [condition]})], "now": [allow({})]},
		"another value": {
			"then": [allow({"conditions": [condition]})],
			"now": [allow({"conditions": [object.union(condition, {"values": ["c"]})]})],
		},
	}
	trust_changes.differs(tc.then, tc.now)
}

test_is_the_same[note] if {
	some note, tc in {
		"unchanged": {"then": [allow({"principals": [user]})], "now": [allow({"principals": [user]})]},
		"another order of statements": {
			"then": [allow({}), allow({"actions": ["sts:TagSession"]})],
			"now": [allow({"actions": ["sts:TagSession"]}), allow({})],
		},
		"another order of principals": {"then": [allow({"principals": [user, other]})], "now": [allow({"principals": [other, user]})]},
		"another order of actions": {
			"then": [allow({"actions": ["sts:AssumeRole", "sts:TagSession"]})],
			"now": [allow({"actions": ["sts:TagSession", "sts:AssumeRole"]})],
		},
		"principal deleted": {"then": [allow({"principals": [user]})], "now": [allow({"principals": [deleted]})]},
		"principal among others deleted": {
			"then": [allow({"principals": [user, other]})],
			"now": [allow({"principals": [deleted, other]})],
		},
	}
	not trust_changes.differs(tc.then, tc.now)
}
