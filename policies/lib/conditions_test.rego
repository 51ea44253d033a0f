package tocsin.lib.conditions_test

import data.tocsin.lib.conditions

condition(operator, key, values) := {"operator": operator, "key": key, "values": values}

org := ["o-abc123def4"]

test_operators_of_an_allow[operator] if {
	some operator, bounded in {
		"StringEquals": true,
		"stringequals": true,
		"StringEqualsIgnoreCase": true,
		"StringLike": true,
		"ForAnyValue:StringEquals": true,
		"ForAnyValue:StringLike": true,
		"ArnEquals": true,
		"ArnLike": true,
		"StringEqualsIfExists": false,
		"StringLikeIfExists": false,
		"ForAllValues:StringEquals": false,
		"StringNotEquals": false,
		"StringNotLike": false,
		"ArnNotLike": false,
		"Null": false,
		"Bool": false,
	}
	found := [c | c := condition(operator, "aws:principalorgid", org); conditions.bounds(c)]
	count(found) == to_number(bounded)
}

test_operators_of_a_deny[operator] if {
	some operator, spared in {
		"StringNotEquals": true,
		"StringNotEqualsIgnoreCase": true,
		"StringNotEqualsIfExists": true,
		"StringNotLike": true,
		"ArnNotEquals": true,
		"ArnNotLikeIfExists": true,
		"ForAllValues:StringNotLike": true,
		"ForAnyValue:StringNotLike": false,
		"StringEquals": false,
		"StringLike": false,
		"Null": false,
	}
	found := [c | c := condition(operator, "aws:principalorgid", org); conditions.spares(c)]
	count(found) == to_number(spared)
}

test_values[note] if {
	some note, tc in {
		"organisation": {"key": "aws:principalorgid", "values": org, "bounded": true},
		"own organisation": {"key": "aws:principalorgid", "values": ["${aws:ResourceOrgID}"], "bounded": true},
		"any organisation": {"key": "aws:principalorgid", "values": ["o-*"], "bounded": false},
		"the caller's own organisation": {"key": "aws:principalorgid", "values": ["${aws:PrincipalOrgID}"], "bounded": false},
		"one wildcard among organisations": {"key": "aws:principalorgid", "values": ["o-abc123def4", "*"], "bounded": false},
		"no value": {"key": "aws:principalorgid", "values": [], "bounded": false},
		"organisation by its management account": {"key": "aws:principalorgmasteraccountid", "values": ["210987654321"], "bounded": true},
		"organisation's path": {"key": "aws:principalorgpaths", "values": ["o-abc123def4/r-ab12/*"], "bounded": true},
		"path of any": {"key": "aws:principalorgpaths", "values": ["o-*/r-ab12/*"], "bounded": false},
		"account": {"key": "aws:principalaccount", "values": ["210987654321"], "bounded": true},
		"own account": {"key": "aws:principalaccount", "values": ["${aws:ResourceAccount}"], "bounded": true},
		"the caller's own account": {"key": "aws:principalaccount", "values": ["${aws:PrincipalAccount}"], "bounded": false},
		"any account": {"key": "aws:principalaccount", "values": ["????????????"], "bounded": false},
		"roles of an account": {"key": "aws:principalarn", "values": ["arn:aws:iam::210987654321:role/*"], "bounded": true},
		"role of any account": {"key": "aws:principalarn", "values": ["arn:aws:iam::*:role/admin"], "bounded": false},
		"role anywhere": {"key": "aws:principalarn", "values": ["*/admin"], "bounded": false},
		# In StringLike a wildcard reaches over colons, and a path may hold some.
		"wildcard before the account": {"key": "aws:principalarn", "values": ["arn:*:iam::210987654321:role/x"], "bounded": false},
		"source account": {"key": "aws:sourceaccount", "values": ["210987654321"], "bounded": true},
		"source": {"key": "aws:sourcearn", "values": ["arn:aws:sns:us-east-1:210987654321:x"], "bounded": true},
		"source of any account": {"key": "aws:sourcearn", "values": ["arn:aws:s3:::*"], "bounded": false},
		"network": {"key": "aws:sourcevpc", "values": ["vpc-0a1b2c3d"], "bounded": true},
		"endpoint": {"key": "aws:sourcevpce", "values": ["vpce-0a1b2c3d"], "bounded": true},
		"any endpoint": {"key": "aws:sourcevpce", "values": ["vpce-*"], "bounded": false},
		"organisation's endpoints": {"key": "aws:vpceorgid", "values": org, "bounded": true},
		"external id": {"key": "sts:externalid", "values": ["secret"], "bounded": false},
		"address": {"key": "aws:sourceip", "values": ["192.0.2.1"], "bounded": false},
		"tag": {"key": "aws:principaltag/team", "values": ["security"], "bounded": false},
	}
	found := [c | c := condition("StringLike", tc.key, tc.values); conditions.bounds(c)]
	count(found) == to_number(tc.bounded)
}

test_a_deny_that_spares_everyone_bounds_nothing if {
	not conditions.spares(condition("StringNotLike", "aws:principalorgid", ["*"]))
}

test_services_are_spared if conditions.spares(condition("BoolIfExists", "aws:principalisawsservice", ["false"]))

test_all_but_services_are_not_spared if {
	not conditions.spares(condition("Bool", "aws:principalisawsservice", ["true"]))
}

test_other_operators_do_not_spare_services if {
	not conditions.spares(condition("Null", "aws:principalisawsservice", ["false"]))
}

test_accounts[note] if {
	some note, tc in {
		"account": {"key": "aws:principalaccount", "values": ["210987654321"], "ids": {"210987654321"}},
		"ARN": {"key": "aws:principalarn", "values": ["arn:aws:iam::210987654321:role/333333333333"], "ids": {"210987654321"}},
		"own": {"key": "aws:principalaccount", "values": ["${aws:ResourceAccount}"], "ids": set()},
		"organisation": {"key": "aws:principalorgid", "values": ["o-123456789012"], "ids": set()},
	}
	conditions.accounts(condition("StringEquals", tc.key, tc.values)) == tc.ids
}
