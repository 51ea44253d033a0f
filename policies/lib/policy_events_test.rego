package tocsin.lib.policy_events_test

import data.tocsin.lib.policy_events

event(document) := {"request": {"policyDocument": document}}

one := {"Effect": "Allow", "Action": "*", "Resource": "*"}

statements(document) := policy_events.statements(event(document), "policyDocument")

test_statements[note] if {
	some note, document in {
		"plain": json.marshal({"Statement": [one]}),
		"one": json.marshal({"Statement": one}),
		"with space": sprintf("\n %s", [json.marshal({"Statement": one})]),
		"encoded": urlquery.encode(json.marshal({"Statement": one})),
		"encoded by half": `%7B%22Statement%22:%7B%22Effect%22:%22Allow%22,%22Action%22:%22*%22,%22Resource%22:%22*%22%7d%7d`,
	}
	statements(document) == [one]
}

test_no_statements[note] if {
	some note, document in {
		"nothing": null,
		"empty": "",
		"no text": {"Statement": [one]},
		"cut off": `{"Statement": [`,
		"badly encoded": "%7B%2",
		"encoded nonsense": "%FF%00",
		"a list": "[1]",
		"a number": "7",
		"no statement": "{}",
	}
	not statements(document)
}

test_no_request if not policy_events.statements({}, "policyDocument")

test_hidden if {
	policy_events.is_hidden({"request": {"omitted": true, "reason": "requestParameters too large"}})
	policy_events.is_hidden({"request": {"omitted": "true"}})
	not policy_events.is_hidden({"request": {"omitted": false}})
	not policy_events.is_hidden({})
}

test_makes_admin[note] if {
	some note, tc in {
		"all": [one, true],
		"listed": [object.union(one, {"Action": ["s3:*", "*"], "Resource": ["*"]}), true],
		"written long": [object.union(one, {"Action": "*:*"}), true],
		"an empty condition": [object.union(one, {"Condition": {}}), true],
		"a condition": [object.union(one, {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}), false],
		"one service": [object.union(one, {"Action": "iam:*"}), false],
		"one resource": [object.union(one, {"Resource": "arn:aws:s3:::b"}), false],
		"denied": [object.union(one, {"Effect": "Deny"}), false],
		"all but some": [object.union(object.remove(one, ["Action"]), {"NotAction": "iam:*"}), false],
		"no statement": ["x", false],
	}
	found := [true | policy_events.makes_admin(tc[0])]
	count(found) == 1 == tc[1]
}

test_trusts[note] if {
	some note, tc in {
		"ids and ARNs": [{"AWS": ["111111111111", "arn:aws:iam::222222222222:root"]}, {}, {"111111111111", "222222222222"}],
		"session": [{"AWS": "arn:aws:sts::333333333333:assumed-role/r/s"}, {}, {"333333333333"}],
		"anyone": ["*", {}, {"*"}],
		"anyone on a condition": ["*", {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-x"}}}, set()],
		"an account on a condition": [{"AWS": "111111111111"}, {"Condition": {"Bool": {"x": "y"}}}, {"111111111111"}],
		"service": [{"Service": "ec2.amazonaws.com"}, {}, set()],
		"odd": [{"AWS": ["x", 7, null, ["*"]]}, {}, set()],
		"denied": ["*", {"Effect": "Deny"}, set()],
	}
	statement := object.union({"Effect": "Allow", "Principal": tc[0]}, tc[1])
	policy_events.trusts(event(json.marshal({"Statement": [statement]})), "policyDocument") == tc[2]
}
