package org.break_glass_role_test

import data.org.break_glass_role as rule

role(name) := {"name": name, "arn": sprintf("arn:aws:iam::123456789012:role/%s", [name])}

snapshot(roles) := {"aws": {"iam": {"roles": roles}}}

test_misnamed if {
	never_used := object.union(role("BreakGlassAdmin"), {"create_date": "2026-11-18T02:44:00Z"})
	findings := rule.deny with input as snapshot([never_used])
	findings == {{
		"msg": "Role 'BreakGlassAdmin' is for emergencies by its name, and not named as break-glass-*.",
		"resource": "arn:aws:iam::123456789012:role/BreakGlassAdmin",
		"evidence": {"create_date": "2026-11-18T02:44:00Z"},
	}}
}

test_names[name] if {
	some name, wanted in {
		"break-glass-admin": 0,
		"break_glass_admin": 1,
		"my-break-glass-admin": 1,
		"Emergency-Access": 1,
		"prod-FireFighter": 1,
		"glass-works": 0,
	}
	findings := rule.deny with input as snapshot([role(name)])
	count(findings) == wanted
}

test_other_names if {
	findings := rule.deny with input as snapshot([role("ir-emergency"), role("break-glass-admin")])
		with data.params.break_glass_role_names as ["ir-*", "sre-*"]
	{finding.msg | some finding in findings} == {concat("", [
		"Role 'break-glass-admin' is for emergencies by its name, ",
		"and not named as ir-* or sre-*.",
	])}
}

test_named_by_aws if {
	findings := rule.deny with input as snapshot([{
		"name": "AWSServiceRoleForEmergency",
		"arn": "arn:aws:iam::123456789012:role/aws-service-role/emergency.amazonaws.com/AWSServiceRoleForEmergency",
	}])
	count(findings) == 0
}

test_nothing_read if {
	findings := rule.deny with input as {"aws": {}}
	count(findings) == 0
}
