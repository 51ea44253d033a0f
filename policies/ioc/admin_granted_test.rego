package tocsin.ioc.admin_granted_test

import data.tocsin.ioc.admin_granted as rule
import data.tocsin.lib.admins_test as admins
import data.tocsin.lib.drift_test as drift

nobody := {"users": [], "groups": [], "roles": [], "policies": []}

with_admin := admins.attached(admins.administrator_access)

user(change) := {"users": [admins.principal("user", change)]}

group(change) := {"groups": [object.union(admins.principal("group", change), {"name": "admins"})]}

role(change) := {"roles": [admins.principal("role", change)]}

all_policy(is_admin) := {"policies": [admins.policy("all", is_admin)]}

snapshot(parts) := {"iam": object.union_n(array.concat([nobody], parts))}

test_granted if {
	findings := rule.deny with input as drift.now(snapshot([user(object.union(with_admin, {"create_date": "2022-01-01T00:00:00Z"}))]))
		with data.baseline as drift.then(snapshot([user({})]))
	findings == {{
		"msg": concat("", [
			"IAM user 'x' was made an administrator since the baseline, ",
			"by policy 'arn:aws:iam::aws:policy/AdministratorAccess'.",
		]),
		"resource": "arn:aws:iam::123456789012:user/x",
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"by": ["policy 'arn:aws:iam::aws:policy/AdministratorAccess'"],
			"create_date": "2022-01-01T00:00:00Z",
		},
		"fix": ["aws iam detach-user-policy --user-name=x --policy-arn=arn:aws:iam::aws:policy/AdministratorAccess"],
	}}
}

# Whose rights are found to be new.
test_grants[note] if {
	some note, tc in {
		"nothing": {"now": [], "then": [], "found": set()},
		"user had it": {"now": [user(with_admin)], "then": [user(with_admin)], "found": set()},
		"user lost it": {"now": [user({})], "then": [user(with_admin)], "found": set()},
		"new user": {"now": [user(with_admin)], "then": [], "found": {"user"}},
		"new user of less": {"now": [user({})], "then": [], "found": set()},
		"group": {"now": [group(with_admin)], "then": [group({})], "found": {"group"}},
		"role": {"now": [role(with_admin)], "then": [role({})], "found": {"role"}},
		"inline": {"now": [role(admins.inline(true))], "then": [role(admins.inline(false))], "found": {"role"}},
		"another way": {
			"now": [user(object.union(with_admin, admins.inline(true)))],
			"then": [user(with_admin)],
			"found": {"user"},
		},
		"policy changed": {
			"now": [user(admins.attached(admins.own("all"))), all_policy(true)],
			"then": [user(admins.attached(admins.own("all"))), all_policy(false)],
			"found": {"user"},
		},
		"own policy attached": {
			"now": [role(admins.attached(admins.own("all"))), all_policy(true)],
			"then": [role({}), all_policy(true)],
			"found": {"role"},
		},
		"put into a group": {
			"now": [user({"groups": ["admins"]}), group(with_admin)],
			"then": [user({}), group(with_admin)],
			"found": {"user"},
		},
		"with its group": {
			"now": [user({"groups": ["admins"]}), group(with_admin)],
			"then": [user({"groups": ["admins"]}), group({})],
			"found": {"user", "group"},
		},
		"PowerUserAccess": {"now": [user(admins.attached("arn:aws:iam::aws:policy/PowerUserAccess"))], "then": [], "found": set()},
	}
	findings := rule.deny with input as drift.now(snapshot(tc.now)) with data.baseline as drift.then(snapshot(tc.then))
	{regex.find_n(`user|group|role`, finding.resource, 1)[0] | some finding in findings} == tc.found
	count(findings) == count(tc.found)
}

# Only what changed is said and undone.
test_only_the_new_way if {
	findings := rule.deny with input as drift.now(snapshot([user(object.union(with_admin, admins.inline(true)))]))
		with data.baseline as drift.then(snapshot([user(with_admin)]))
	some finding in findings
	finding.evidence.by == ["inline policy 'all'"]
	finding.fix == ["aws iam delete-user-policy --user-name=x --policy-name=all"]
}

test_applicable if rule.applicable with data.baseline as drift.then(snapshot([]))

test_skipped_without_baseline if {
	not rule.applicable
	findings := rule.deny with input as drift.now(snapshot([user(with_admin)]))
	count(findings) == 0
}

# What the baseline did not read is not new; an older version read no policies.
test_baseline_unread[note] if {
	some note, tc in {
		"users missing": {"section": "iam.users", "coverage": drift.unread},
		"groups partial": {"section": "iam.groups", "coverage": {"status": "partial"}},
		"roles off": {"section": "iam.roles", "coverage": {"status": "off"}},
		"policies unknown": {"section": "iam.policies", "coverage": {}},
	}
	whole := drift.then(snapshot([]))
	baseline := json.patch(whole, [{"op": "replace", "path": ["coverage", tc.section], "value": tc.coverage}])
	findings := rule.deny with input as drift.now(snapshot([user(with_admin)])) with data.baseline as baseline
	count(findings) == 0
}

test_unread_now if {
	findings := rule.deny with input as drift.now({}) with data.baseline as drift.then(snapshot([user(with_admin)]))
	count(findings) == 0
}
