package tocsin.lib.trust_test

import data.tocsin.lib.trust

# A statement of a trust policy as the collector writes it.
statement(change) := object.union(
	{
		"effect": "Allow",
		"principals": [],
		"not_principals": [],
		"actions": ["sts:AssumeRole"],
		"not_actions": [],
		"conditions": [],
	},
	change,
)

test_edit_quotes if {
	commands := trust.edit({"name": "a b"})
	startswith(commands[0], "aws iam get-role --role-name='a b' ")
	startswith(commands[1], "aws iam update-assume-role-policy --role-name='a b' ")
}
