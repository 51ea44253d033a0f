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
