package tocsin.impact.role_trust_changed_test

import data.tocsin.impact.role_trust_changed as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.trust_test

of(id) := {"type": "AWS", "value": sprintf("arn:aws:iam::%s:root", [id]), "account_id": id}

own := of("123456789012")

foreign := of("210987654321")

allow(principals) := trust_test.statement({"principals": principals})

role(trust) := {
	"arn": "arn:aws:iam::123456789012:role/x",
	"name": "x",
	"create_date": "2026-11-01T00:00:00Z",
	"attached_policies": [],
	"trust": trust,
}

# An account without an organisation.
now(roles) := object.union(drift.now({"iam": {"roles": roles}}), {"coverage": {
	"organizations.organization": {"status": "complete"},
	"organizations.accounts": {"status": "complete"},
}})

then(roles) := drift.then({"iam": {"roles": roles}})

test_changed if {
	findings := rule.deny with input as now([role([allow([own, foreign])])])
		with data.baseline as then([role([allow([own])])])
	findings == {{
		"msg": "Role 'x' has another trust policy since the baseline of 2026-11-10T12:00:00Z.",
		"resource": "arn:aws:iam::123456789012:role/x",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"change": "trust",
			"accounts": ["210987654321"],
			"create_date": "2026-11-01T00:00:00Z",
		},
		"fix": [
			"aws iam get-role --role-name=x --query=Role.AssumeRolePolicyDocument --output=json > trust.json",
			"aws iam update-assume-role-policy --role-name=x --policy-document=file://trust.json",
		],
	}}
}

test_new[note] if {
	some note, tc in {
		"foreign": {"trust": [allow([foreign])], "findings": 1},
		"anyone": {"trust": [allow([{"type": "*", "value": "*"}])], "findings": 1},
		"own": {"trust": [allow([own])], "findings": 0},
		"service": {"trust": [allow([{"type": "Service", "value": "ec2.amazonaws.com"}])], "findings": 0},
	}
	findings := rule.deny with input as now([role(tc.trust)]) with data.baseline as then([])
	count(findings) == tc.findings
}

test_new_says_so if {
	findings := rule.deny with input as now([role([allow([foreign])])]) with data.baseline as then([])
	some finding in findings
	finding.msg == "Role 'x' is new, and trusts strangers, since the baseline of 2026-11-10T12:00:00Z."
	finding.evidence.change == "role"
}

test_trusted_account if {
	findings := rule.deny with input as now([role([allow([foreign])])])
		with data.baseline as then([])
		with data.params.trusted_accounts as ["210987654321"]
	count(findings) == 0
}

test_clean[note] if {
	some note, tc in {
		"unchanged": {"now": [role([allow([foreign])])], "then": [role([allow([foreign])])]},
		"removed": {"now": [], "then": [role([allow([foreign])])]},
		"a trusted principal was deleted": {
			"now": [role([allow([own, {"type": "AWS", "value": "AROAEXAMPLEEXAMPLE123"}])])],
			"then": [role([allow([own, foreign])])],
		},
		"used since": {
			"now": [object.union(role([allow([own])]), {"last_used_date": "2026-11-21T00:00:00Z"})],
			"then": [role([allow([own])])],
		},
		"no roles": {"now": [], "then": []},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 0
}

test_unread[note] if {
	strange := role([allow([foreign])])
	some note, tc in {
		"everything": {"now": fixture.empty, "then": then([strange])},
		"everything then": {"now": now([strange]), "then": fixture.empty},
		"partly then": {"now": now([strange]), "then": object.union(then([]), {"coverage": {"iam.roles": {"status": "partial"}}})},
		"policy now": {"now": now([object.remove(strange, ["trust"])]), "then": then([role([allow([own])])])},
		"policy then": {"now": now([strange]), "then": then([object.remove(strange, ["trust"])])},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as now([role([allow([foreign])])])
	findings := rule.deny with input as now([role([allow([foreign])])])
	count(findings) == 0
}

trusting(principal) := json.marshal({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})

on_condition(principal) := json.marshal({"Statement": [{
	"Effect": "Allow",
	"Principal": principal,
	"Action": "sts:AssumeRole",
	"Condition": {"StringEquals": {"sts:ExternalId": "x"}},
}]})

updating(document) := fixture.event("iam.amazonaws.com/UpdateAssumeRolePolicy", {"request": {
	"roleName": "x",
	"policyDocument": document,
}})

creating(document) := fixture.event("iam.amazonaws.com/CreateRole", {"request": {
	"roleName": "x",
	"path": "/ops/",
	"assumeRolePolicyDocument": document,
}})

# A snapshot of events and of an account without an organisation.
alone(found) := object.union(now([]), fixture.events(found))

test_event[note] if {
	some note, tc in {
		"account by ARN": {"document": trusting({"AWS": "arn:aws:iam::210987654321:root"}), "who": "210987654321"},
		"bare id": {"document": trusting({"AWS": ["123456789012", "210987654321"]}), "who": "210987654321"},
		"anyone": {"document": trusting("*"), "who": "*"},
		"anyone from AWS": {"document": trusting({"AWS": "*"}), "who": "*"},
		"all but one": {"document": `{"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}}}`, "who": "*"},
		"anyone on a condition": {"document": on_condition({"AWS": "*"}), "who": "*"},
		"a provider's users": {
			"document": on_condition({"Federated": "arn:aws:iam::123456789012:saml-provider/x"}),
			"who": "arn:aws:iam::123456789012:saml-provider/x",
		},
		"URL-encoded": {"document": urlquery.encode(trusting({"AWS": "210987654321"})), "who": "210987654321"},
	}
	findings := rule.deny with input as alone([updating(tc.document)])
	findings == {{
		"msg": sprintf("%s let others assume IAM role 'x', which then trusts %s %s.", [fixture.by_mallory, tc.who, fixture.then_and_there]),
		"resource": "arn:aws:iam::123456789012:role/x",
		"region": "us-east-1",
		"key": "id-of-UpdateAssumeRolePolicy",
		"evidence": {
			"kind": "event",
			"event_id": "id-of-UpdateAssumeRolePolicy",
			"event_time": "2026-11-22T03:00:00Z",
			"event": "iam.amazonaws.com/UpdateAssumeRolePolicy",
			"succeeded": true,
			"actor": "arn:aws:iam::123456789012:user/mallory",
			"source_ip_address": "198.51.100.7",
			"user_agent": "aws-cli/2",
			"trusts": [tc.who],
		},
		"fix": [
			"aws iam get-role --role-name=x --query=Role.AssumeRolePolicyDocument --output=json > trust.json",
			"aws iam update-assume-role-policy --role-name=x --policy-document=file://trust.json",
		],
	}}
}

test_event_of_a_new_role if {
	some finding in rule.deny with input as alone([creating(trusting({"AWS": "210987654321"}))])
	finding.resource == "arn:aws:iam::123456789012:role/ops/x"
}

test_event_of_a_hostile_name if {
	event := object.union(updating(trusting("*")), {"request": {"roleName": "x'$(id)\n"}})
	some finding in rule.deny with input as alone([event])
	startswith(finding.fix[0], "aws iam get-role --role-name='x'\\''$(id)\n' --query=")
}

# Whom it would let in a denied call does not say, nor does one that is too long.
test_event_without_a_policy[note] if {
	some note, tc in {
		"denied": {
			"event": fixture.denied("iam.amazonaws.com/UpdateAssumeRolePolicy"),
			"msg": "tried to change the trust of an IAM role at",
		},
		"hidden": {
			"event": fixture.event("iam.amazonaws.com/UpdateAssumeRolePolicy", {"request": {"omitted": true}}),
			"msg": "changed the trust of an IAM role at",
		},
	}
	some finding in rule.deny with input as alone([tc.event])
	contains(finding.msg, tc.msg)
	finding.resource == fixture.account
	finding.fix == []
}

test_event_clean[note] if {
	some note, document in {
		"own account by ARN": trusting({"AWS": "arn:aws:iam::123456789012:root"}),
		"own account by id": trusting({"AWS": "123456789012"}),
		"own role": trusting({"AWS": "arn:aws:iam::123456789012:role/y"}),
		"service": trusting({"Service": "ec2.amazonaws.com"}),
		"deleted principal": trusting({"AWS": "AROAEXAMPLEEXAMPLE123"}),
		"denied": `{"Statement": {"Effect": "Deny", "Principal": "*"}}`,
		"no JSON": `{"Statement"`,
		"no statement": `[1, "x", null]`,
		"odd statements": `{"Statement": ["x", null, {"Effect": "Allow", "Principal": {"AWS": [7, null, {}]}}, {"Effect": "Allow"}]}`,
	}
	count(rule.deny) == 0 with input as alone([updating(document), creating(document)])
}

test_event_unknown[note] if {
	some note, event in {
		"no JSON": updating("{"),
		"new role": creating("{"),
		"new role, hidden": fixture.event("iam.amazonaws.com/CreateRole", {"request": {"omitted": true}}),
	}
	reasons := rule.unknown with input as alone([event])
	reasons == {sprintf("the policy of event %s (%s, %s) cannot be read", [event.id, event.name, event.time])}
}

test_event_not_unknown[note] if {
	some note, event in {
		"own account": updating(trusting({"AWS": "123456789012"})),
		"denied": fixture.denied("iam.amazonaws.com/CreateRole"),
	}
	count(rule.unknown) == 0 with input as alone([event])
}

# What a condition of a role that is there is worth, the state tells.
test_event_of_a_new_role_on_condition if {
	count(rule.deny) == 0 with input as alone([creating(on_condition("*"))])
}

test_event_of_a_denied_new_role if {
	count(rule.deny) == 0 with input as alone([fixture.denied("iam.amazonaws.com/CreateRole")])
}

# The second call puts back what the first changed: the first is still told.
test_event_of_a_revert if {
	back := object.union(updating(trusting({"AWS": "123456789012"})), {"id": "back", "time": "2026-11-22T04:00:00Z"})
	findings := rule.deny with input as alone([updating(trusting({"AWS": "210987654321"})), back])
	{finding.key | some finding in findings} == {"id-of-UpdateAssumeRolePolicy"}
}

# Whether an account is a stranger only the organisation tells; anyone is one in any case.
test_event_by_what_is_known_of_the_organisation[note] if {
	some note, tc in {
		"off": {"coverage": {}, "who": "210987654321", "findings": 1},
		"unread": {"coverage": {"organizations.organization": drift.unread}, "who": "210987654321", "findings": 0},
		"partly": {
			"coverage": {"organizations.organization": {"status": "complete"}, "organizations.accounts": {"status": "partial"}},
			"who": "210987654321",
			"findings": 0,
		},
		"anyone": {"coverage": {"organizations.organization": drift.unread}, "who": "*", "findings": 1},
		"own account": {"coverage": {}, "who": "123456789012", "findings": 0},
	}
	event := updating(trusting({"AWS": tc.who}))
	findings := rule.deny with input as object.union(fixture.events([event]), {"coverage": tc.coverage})
	count(findings) == tc.findings
}

test_event_of_a_trusted_account if {
	count(rule.deny) == 0 with input as alone([updating(trusting({"AWS": "210987654321"}))])
		with data.params.trusted_accounts as ["210987654321"]
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
