package tocsin.readiness.support_role_missing_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.trust_test
import data.tocsin.readiness.support_role_missing as rule

support := [{"arn": "arn:aws:iam::aws:policy/AWSSupportAccess", "name": "AWSSupportAccess"}]

entity(kind, change) := object.union(
	{"arn": sprintf("arn:aws:iam::123456789012:%s/x", [kind]), "name": "x", "attached_policies": support},
	change,
)

role(principal) := trusting({"principals": [principal]})

trusting(statement) := entity("role", {"trust": [trust_test.statement(statement)]})

own := {"type": "AWS", "value": fixture.root, "account_id": "123456789012"}

iam(change) := fixture.snapshot({"iam": object.union({"users": [], "groups": [], "roles": []}, change)})

test_nobody if {
	findings := rule.deny with input as iam({})
	findings == {{
		"msg": "Nobody in account '123456789012' can use the policy AWSSupportAccess.",
		"resource": fixture.account,
		"evidence": {"attached_to": []},
		"fix": [`aws iam attach-role-policy --role-name="$ROLE" --policy-arn=arn:aws:iam::aws:policy/AWSSupportAccess`],
	}}
}

test_failing[note] if {
	some note, tc in {
		"role for a service": {"roles": [role({"type": "Service", "value": "lambda.amazonaws.com"})]},
		"role for a deleted principal": {"roles": [role({"type": "AWS", "value": "AROAEXAMPLEEXAMPLE123"})]},
		"role that denies": {"roles": [trusting({"effect": "Deny", "principals": [own]})]},
		"role that only tags": {"roles": [trusting({"actions": ["sts:TagSession"], "principals": [own]})]},
		"group without members": {"groups": [entity("group", {})]},
	}
	findings := rule.deny with input as iam(tc)
	count(findings) == 1
	every finding in findings { count(finding.evidence.attached_to) == 1 }
	not rule.confirmed with input as iam(tc)
}

test_policy_of_another_name if {
	policy := {"arn": "arn:aws:iam::123456789012:policy/AWSSupportAccess", "name": "AWSSupportAccess"}
	findings := rule.deny with input as iam({"roles": [object.union(role(own), {"attached_policies": [policy]})]})
	count(findings) == 1
}

test_clean[note] if {
	member := {"arn": "arn:aws:iam::123456789012:user/m", "name": "m", "groups": ["x"], "attached_policies": []}
	some note, tc in {
		"role": {"roles": [role(own)]},
		"role of SSO": {"roles": [role({"type": "Federated", "value": "arn:aws:iam::123456789012:saml-provider/AWSSSO"})]},
		"user": {"users": [entity("user", {"groups": []})]},
		"group": {"groups": [entity("group", {})], "users": [member]},
	}
	findings := rule.deny with input as iam(tc)
	count(findings) == 0
	rule.confirmed with input as iam(tc)
}

# A rule about absence: what it finds without having read is possible, no verdict.
test_unread[note] if {
	some note, snapshot in {
		"everything": fixture.empty,
		"trust policy": iam({"roles": [object.remove(role(own), ["trust"])]}),
	}
	findings := rule.deny with input as snapshot
	count(findings) == 1
	not rule.confirmed with input as snapshot
}
