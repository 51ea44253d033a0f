package tocsin.lib.admins_test

import data.tocsin.lib.admins
import data.tocsin.lib.fixture_test as fixture

administrator_access := "arn:aws:iam::aws:policy/AdministratorAccess"

own(name) := sprintf("arn:aws:iam::123456789012:policy/%s", [name])

policy(name, is_admin) := {"arn": own(name), "name": name, "default_version_id": "v1", "is_admin": is_admin}

# A principal as the collector writes it, without policies.
principal(kind, change) := object.union(
	{
		"arn": sprintf("arn:aws:iam::123456789012:%s/x", [kind]),
		"name": "x",
		"groups": [],
		"attached_policies": [],
		"inline_policies": [],
	},
	change,
)

attached(arn) := {"attached_policies": [{"arn": arn, "name": "p"}]}

inline(is_admin) := {"inline_policies": [{"name": "all", "statements": [], "is_admin": is_admin}]}

test_policies if {
	unread := object.remove(policy("unread", true), ["is_admin"])
	found := admins.policies([policy("all", true), policy("some", false), unread]) with input as fixture.empty
	found == {administrator_access, own("all")}
}

test_policies_of_another_partition if {
	found := admins.policies([]) with input as object.union(fixture.empty, {"meta": {"partition": "aws-cn"}})
	found == {"arn:aws-cn:iam::aws:policy/AdministratorAccess"}
}

test_ways[note] if {
	some note, tc in {
		"none": {"change": {}, "ways": set()},
		"AdministratorAccess": {"change": attached(administrator_access), "ways": {{"policy": administrator_access}}},
		"own policy": {"change": attached(own("all")), "ways": {{"policy": own("all")}}},
		"a policy that only bears the name": {"change": attached(own("AdministratorAccess")), "ways": set()},
		"PowerUserAccess": {"change": attached("arn:aws:iam::aws:policy/PowerUserAccess"), "ways": set()},
		"inline": {"change": inline(true), "ways": {{"inline_policy": "all"}}},
		"inline, of less": {"change": inline(false), "ways": set()},
		"inline, unread": {"change": {"inline_policies": [{"name": "all"}]}, "ways": set()},
		"group": {"change": {"groups": ["admins", "developers"]}, "ways": {{"group": "admins"}}},
	}
	admins.ways(principal("user", tc.change), {administrator_access, own("all")}, {"admins"}) == tc.ways
}

test_groups if {
	found := admins.groups(
		[
			{"name": "admins", "attached_policies": [{"arn": own("all")}], "inline_policies": []},
			{"name": "writers", "attached_policies": [], "inline_policies": [{"name": "all", "is_admin": true}]},
			{"name": "developers", "attached_policies": [], "inline_policies": []},
		],
		{own("all")},
	)
	found == {"admins", "writers"}
}

test_revoke[note] if {
	some note, tc in {
		"policy": {
			"way": {"policy": own("a b")},
			"command": "aws iam detach-role-policy --role-name='x y' --policy-arn='arn:aws:iam::123456789012:policy/a b'",
		},
		"inline": {"way": {"inline_policy": "--all"}, "command": "aws iam delete-role-policy --role-name='x y' --policy-name=--all"},
		"group": {"way": {"group": "a;b"}, "command": "aws iam remove-user-from-group --user-name='x y' --group-name='a;b'"},
	}
	admins.revoke("role", "x y", tc.way) == tc.command
}
