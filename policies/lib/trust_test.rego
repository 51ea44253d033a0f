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

test_operations[note] if {
	some note, tc in {
		"assume": {"actions": ["sts:AssumeRole"], "count": 1},
		"in capitals": {"actions": ["STS:ASSUMEROLE"], "count": 1},
		"prefix": {"actions": ["sts:Assume*"], "count": 3},
		"service": {"actions": ["sts:*"], "count": 3},
		"all": {"actions": ["*"], "count": 3},
		"single character": {"actions": ["sts:AssumeRol?"], "count": 1},
		"tags": {"actions": ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"], "count": 0},
		"assume and tag": {"actions": ["sts:AssumeRole", "sts:TagSession"], "count": 1},
		"web identity": {"actions": ["sts:AssumeRoleWithWebIdentity"], "count": 1},
		"other service": {"actions": ["s3:*"], "count": 0},
		"no wildcards": {"actions": ["sts:[", "sts:{AssumeRole}", `sts:\AssumeRole`], "count": 0},
	}
	count(trust.operations(statement({"actions": tc.actions}))) == tc.count
}

test_operations_by_not_action[note] if {
	some note, tc in {
		"another": {"not_actions": ["sts:TagSession"], "count": 3},
		"assume": {"not_actions": ["sts:AssumeRole"], "count": 2},
		"service": {"not_actions": ["sts:*"], "count": 0},
	}
	count(trust.operations(statement({"actions": [], "not_actions": tc.not_actions}))) == tc.count
}

test_edit_quotes if {
	commands := trust.edit({"name": "a b"})
	startswith(commands[0], "aws iam get-role --role-name='a b' ")
	startswith(commands[1], "aws iam update-assume-role-policy --role-name='a b' ")
}
