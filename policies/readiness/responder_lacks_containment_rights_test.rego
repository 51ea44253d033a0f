package tocsin.readiness.responder_lacks_containment_rights_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.responder_lacks_containment_rights as rule

role := "arn:aws:iam::123456789012:role/ir/responder"

action(name, decision, missing) := {"action": name, "decision": decision, "missing_context": missing, "allowed_by_organization": true}

rights(change) := fixture.snapshot({"iam": {"responder_rights": object.union({"role_arn": role, "exists": true, "actions": []}, change)}})

allowed := action("cloudtrail:StartLogging", "allowed", [])

denied := action("support:CreateCase", "implicitDeny", [])

test_lacks if {
	findings := rule.deny with input as rights({"actions": [allowed, denied]}) with data.params.responder_role as role
	findings == {{
		"msg": "The responder role 'responder' lacks 1 of 2 rights.",
		"resource": role,
		"evidence": {"actions": ["support:CreateCase"]},
		"fix": [concat(" ", [
			"aws iam put-role-policy --role-name=responder --policy-name=containment",
			concat("", [
				`--policy-document='{"Statement":[{"Action":["support:CreateCase"],"Effect":"Allow","Resource":"*"}],`,
				`"Version":"2012-10-17"}'`,
			]),
		])],
	}}
}

test_no_such_role if {
	snapshot := fixture.snapshot({"iam": {"responder_rights": {"role_arn": role, "exists": false}}})
	findings := rule.deny with input as snapshot with data.params.responder_role as "responder"
	{finding.msg | some finding in findings} == {"The responder role 'responder' does not exist."}
}

test_clean if {
	snapshot := rights({"actions": [allowed]})
	findings := rule.deny with input as snapshot with data.params.responder_role as "responder"
	count(findings) == 0
	reasons := rule.unknown with input as snapshot with data.params.responder_role as "responder"
	count(reasons) == 0
}

# A role that may act with MFA only is not one that may not act.
test_depends_on_the_call if {
	snapshot := rights({"actions": [action("iam:UpdateAccessKey", "explicitDeny", ["aws:MultiFactorAuthPresent"])]})
	findings := rule.deny with input as snapshot with data.params.responder_role as role
	count(findings) == 0
	reasons := rule.unknown with input as snapshot with data.params.responder_role as role
	reasons == {"whether iam:UpdateAccessKey is allowed depends on aws:MultiFactorAuthPresent"}
}

test_another_role_or_none_was_simulated[note] if {
	some note, snapshot in {"another": rights({"actions": [denied]}), "none": fixture.empty}
	findings := rule.deny with input as snapshot with data.params.responder_role as "other"
	count(findings) == 0
	reasons := rule.unknown with input as snapshot with data.params.responder_role as "other"
	reasons == {"the rights of the role that responder_role names were not simulated"}
}

test_applies_to_a_named_role if {
	rule.applicable with data.params.responder_role as "responder"
	not rule.applicable with data.params.responder_role as ""
}
