package tocsin.impact.instance_with_admin_profile_test

import data.tocsin.impact.instance_with_admin_profile as rule
import data.tocsin.lib.fixture_test as fixture

profile := "arn:aws:iam::123456789012:instance-profile/web"

administrator_access := "arn:aws:iam::aws:policy/AdministratorAccess"

instance(change) := object.union(
	{
		"arn": "arn:aws:ec2:us-east-1:123456789012:instance/i-1",
		"id": "i-1",
		"region": "us-east-1",
		"state": "running",
		"instance_profile_arn": profile,
		"public_interfaces": [{"ip": "198.51.100.23", "security_groups": ["sg-1"]}],
	},
	change,
)

role(change) := object.union(
	{
		"arn": "arn:aws:iam::123456789012:role/web",
		"name": "web",
		"attached_policies": [{"arn": administrator_access, "name": "AdministratorAccess"}],
		"inline_policies": [],
		"instance_profile_arns": [profile],
	},
	change,
)

group := {"id": "sg-1", "ingress": [{"cidr": "0.0.0.0/0", "protocol": "tcp", "from_port": 443, "to_port": 443}]}

snapshot(instance, role, groups) := fixture.snapshot({
	"ec2": {"instances": [instance], "security_groups": groups},
	"iam": {"roles": [role], "policies": [{"arn": "arn:aws:iam::123456789012:policy/all", "is_admin": true}]},
})

test_finding if {
	findings := rule.deny with input as snapshot(instance({}), role({}), [group])
	findings == {{
		"msg": "Instance 'i-1' in us-east-1 is reachable from the internet and an administrator by role 'web'.",
		"resource": "arn:aws:ec2:us-east-1:123456789012:instance/i-1",
		"region": "us-east-1",
		"evidence": {
			"role": "arn:aws:iam::123456789012:role/web",
			"by": ["policy 'arn:aws:iam::aws:policy/AdministratorAccess'"],
			"open": ["198.51.100.23: tcp 443"],
		},
		"fix": ["aws iam detach-role-policy --role-name=web --policy-arn=arn:aws:iam::aws:policy/AdministratorAccess"],
	}}
}

test_administrators[note] if {
	some note, tc in {
		"own policy": {"role": {"attached_policies": [{"arn": "arn:aws:iam::123456789012:policy/all"}]}, "findings": 1},
		"inline": {"role": {"attached_policies": [], "inline_policies": [{"name": "all", "is_admin": true}]}, "findings": 1},
		"less": {"role": {"attached_policies": [{"arn": "arn:aws:iam::aws:policy/PowerUserAccess"}]}, "findings": 0},
		"bounded": {"role": {"permissions_boundary_arn": "arn:aws:iam::123456789012:policy/boundary"}, "findings": 0},
		"bounded by nothing": {"role": {"permissions_boundary_arn": administrator_access}, "findings": 1},
		"another's profile": {"role": {"instance_profile_arns": ["arn:aws:iam::123456789012:instance-profile/other"]}, "findings": 0},
		"no profile": {"role": {"instance_profile_arns": []}, "findings": 0},
	}
	findings := rule.deny with input as snapshot(instance({}), role(tc.role), [group])
	count(findings) == tc.findings
}

test_clean[note] if {
	some note, tc in {
		"stopped": {"instance": {"state": "stopped"}, "groups": [group]},
		"no public address": {"instance": {"public_interfaces": []}, "groups": [group]},
		"closed": {"instance": {}, "groups": [object.union(group, {"ingress": []})]},
		"not its group": {"instance": {}, "groups": [object.union(group, {"id": "sg-2"})]},
	}
	findings := rule.deny with input as snapshot(instance(tc.instance), role({}), tc.groups)
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"instances": {"iam": {"roles": [role({})]}, "ec2": {"security_groups": [group]}},
		"roles": {"ec2": {"instances": [instance({})], "security_groups": [group]}},
		"groups": {"iam": {"roles": [role({})]}, "ec2": {"instances": [instance({})]}},
		"profiles": {
			"iam": {"roles": [object.remove(role({}), ["instance_profile_arns"])]},
			"ec2": {"instances": [instance({})], "security_groups": [group]},
		},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
