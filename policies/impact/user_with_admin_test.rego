package tocsin.impact.user_with_admin_test

import data.tocsin.impact.user_with_admin as rule
import data.tocsin.lib.admins_test as admins
import data.tocsin.lib.fixture_test as fixture

group := {
	"arn": "arn:aws:iam::123456789012:group/admins",
	"name": "admins",
	"attached_policies": [{"arn": admins.administrator_access, "name": "AdministratorAccess"}],
	"inline_policies": [],
}

user(change) := admins.principal("user", object.union({"create_date": "2022-01-01T00:00:00Z"}, change))

iam(users) := {"users": users, "groups": [group], "policies": [admins.policy("all", true), admins.policy("some", false)]}

test_every_way if {
	everything := object.union({"groups": ["admins"]}, object.union(admins.attached(admins.own("all")), admins.inline(true)))
	findings := rule.deny with input as fixture.snapshot({"iam": iam([user(everything)])})
	findings == {{
		"msg": concat(" ", [
			"IAM user 'x' is an administrator, by group 'admins' and inline policy 'all'",
			"and policy 'arn:aws:iam::123456789012:policy/all'.",
		]),
		"resource": "arn:aws:iam::123456789012:user/x",
		"evidence": {
			"by": ["group 'admins'", "inline policy 'all'", "policy 'arn:aws:iam::123456789012:policy/all'"],
			"create_date": "2022-01-01T00:00:00Z",
		},
		"fix": [
			"aws iam remove-user-from-group --user-name=x --group-name=admins",
			"aws iam delete-user-policy --user-name=x --policy-name=all",
			"aws iam detach-user-policy --user-name=x --policy-arn=arn:aws:iam::123456789012:policy/all",
		],
	}}
}

test_users[note] if {
	direct := admins.attached(admins.administrator_access)
	some note, tc in {
		"none": {"change": {}, "findings": 0},
		"direct": {"change": direct, "findings": 1},
		"a policy of less": {"change": admins.attached(admins.own("some")), "findings": 0},
		"bounded": {"change": object.union(direct, {"permissions_boundary_arn": admins.own("some")}), "findings": 0},
		"bounded by AWS's policy": {
			"change": object.union(direct, {"permissions_boundary_arn": "arn:aws:iam::aws:policy/PowerUserAccess"}),
			"findings": 0,
		},
		"a boundary that bounds nothing": {
			"change": object.union(direct, {"permissions_boundary_arn": admins.own("all")}),
			"findings": 1,
		},
		"group that is not there": {"change": {"groups": ["others"]}, "findings": 0},
	}
	findings := rule.deny with input as fixture.snapshot({"iam": iam([user(tc.change)])})
	count(findings) == tc.findings
}

test_roles_are_no_users if {
	role := admins.principal("role", admins.attached(admins.administrator_access))
	findings := rule.deny with input as fixture.snapshot({"iam": object.union(iam([]), {"roles": [role]})})
	count(findings) == 0
}

test_unread[note] if {
	some note, part in {
		"everything": {},
		"users": object.remove(iam([]), ["users"]),
		"groups": object.remove(iam([user({"groups": ["admins"]})]), ["groups"]),
		"policies": object.remove(iam([user(admins.attached(admins.own("all")))]), ["policies"]),
	}
	findings := rule.deny with input as fixture.snapshot({"iam": part})
	count(findings) == 0
}

# What is known without the account's own policies is enough for a finding.
test_unread_policies if {
	snapshot := fixture.snapshot({"iam": {"users": [user(admins.attached(admins.administrator_access))]}})
	findings := rule.deny with input as snapshot
	count(findings) == 1
}
