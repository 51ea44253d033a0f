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
		"an odd one": json.marshal({"Statement": [one, "x"]}),
		"without effect": json.marshal({"Statement": object.remove(one, ["Effect"])}),
	}
	not statements(document)
}

test_no_request if not policy_events.statements({}, "policyDocument")

test_unread if {
	put := {"id": "1", "name": "PutUserPolicy", "time": "2026-11-22T03:00:00Z", "succeeded": true, "request": {"policyDocument": "{"}}
	reason := "the policy of event 1 (PutUserPolicy, 2026-11-22T03:00:00Z) cannot be read"
	policy_events.unread([put], "policyDocument") == {reason}
	policy_events.unread([object.remove(put, ["request"])], "policyDocument") == {reason}
	policy_events.unread([object.union(put, {"request": {"omitted": true}})], "policyDocument") == {reason}
}

# What failed changed nothing.
test_not_unread[note] if {
	some note, event in {
		"read": {"succeeded": true, "request": {"policyDocument": json.marshal({"Statement": one})}},
		"denied": {"succeeded": false},
	}
	count(policy_events.unread([event], "policyDocument")) == 0
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
