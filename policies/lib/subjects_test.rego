package tocsin.lib.subjects_test

import data.tocsin.lib.subjects

github := "token.actions.githubusercontent.com:sub"

eks := "oidc.eks.eu-west-1.amazonaws.com/id/ab12:sub"

# Values of StringLike.
test_values[note] if {
	some note, tc in {
		"repository": {"key": github, "values": ["repo:fjordmart/orders:ref:refs/heads/main"], "named": true},
		"repositories of an owner": {"key": github, "values": ["repo:fjordmart/*"], "named": true},
		"branch of all of an owner's": {"key": github, "values": ["repo:fjordmart/*:ref:refs/heads/main"], "named": true},
		"owner with an immutable id": {"key": github, "values": ["repo:fjordmart@1234/orders@5678:*"], "named": true},
		"everything": {"key": github, "values": ["*"], "named": false},
		"repo:*": {"key": github, "values": ["repo:*"], "named": false},
		"branch of anybody's": {"key": github, "values": ["repo:*/*:ref:refs/heads/main"], "named": false},
		"repository of anybody's": {"key": github, "values": ["repo:*/orders:*"], "named": false},
		"owners whose names begin alike": {"key": github, "values": ["repo:fjord*"], "named": false},
		"owners of a length": {"key": github, "values": ["repo:?????????/orders:*"], "named": false},
		"a branch": {"key": github, "values": ["ref:refs/heads/main"], "named": false},
		"an environment": {"key": github, "values": ["environment:prod"], "named": false},
		"an environment of any owner": {"key": github, "values": ["environment:prod:repository_owner:*"], "named": false},
		"an environment of an owner": {"key": github, "values": ["environment:prod:repository_owner:fjordmart"], "named": true},
		"a branch of another provider": {"key": "id.example.org:sub", "values": ["ref:refs/heads/main"], "named": true},
		"one among others": {"key": github, "values": ["repo:fjordmart/orders:*", "repo:*"], "named": false},
		"nothing": {"key": github, "values": [""], "named": false},
		"no value": {"key": github, "values": [], "named": false},
		"repository claim": {"key": "token.actions.githubusercontent.com:repository", "values": ["fjordmart/*"], "named": true},
		"any repository": {"key": "token.actions.githubusercontent.com:repository", "values": ["*/*"], "named": false},
		"repository by id": {"key": "token.actions.githubusercontent.com:repository_id", "values": ["1234"], "named": true},
		"group": {"key": "gitlab.com:sub", "values": ["project_path:fjordmart/*:ref_type:branch:ref:main"], "named": true},
		"any group": {"key": "gitlab.com:sub", "values": ["project_path:*:ref_type:branch:ref:main"], "named": false},
		"organisation": {"key": "app.terraform.io:sub", "values": ["organization:fjordmart:project:*"], "named": true},
		"any organisation": {"key": "app.terraform.io:sub", "values": ["organization:*:project:prod:*"], "named": false},
		"service account": {"key": eks, "values": ["system:serviceaccount:orders:api"], "named": true},
		"namespace": {"key": eks, "values": ["system:serviceaccount:orders:*"], "named": true},
		"all service accounts": {"key": eks, "values": ["system:serviceaccount:*:*"], "named": false},
		"own provider's subjects": {"key": "id.example.org:sub", "values": ["deploy-*"], "named": true},
		"own provider's any": {"key": "id.example.org:sub", "values": ["**"], "named": false},
		"workload": {"key": "id.example.org:sub", "values": ["spiffe://example.org/*"], "named": true},
		"audience": {"key": "saml:aud", "values": ["https://*.signin.aws.amazon.com/saml"], "named": true},
		"any audience": {"key": "saml:aud", "values": ["https://*"], "named": false},
	}
	found := [c | c := {"operator": "StringLike", "key": tc.key, "values": tc.values}; subjects.names(c, tc.key)]
	count(found) == to_number(tc.named)
}

test_operators[operator] if {
	some operator, tc in {
		"StringEquals": {"sub": true, "aud": true},
		"stringlike": {"sub": true, "aud": true},
		"StringEqualsIgnoreCase": {"sub": true, "aud": true},
		"ForAnyValue:StringLike": {"sub": true, "aud": true},
		# Every token has a subject.
		"ForAllValues:StringEquals": {"sub": true, "aud": false},
		"StringLikeIfExists": {"sub": true, "aud": false},
		"StringNotEquals": {"sub": false, "aud": false},
		"Null": {"sub": false, "aud": false},
	}
	some claim in ["sub", "aud"]
	key := concat(":", ["id.example.org", claim])
	found := [c | c := {"operator": operator, "key": key, "values": ["x"]}; subjects.names(c, key)]
	count(found) == to_number(tc[claim])
}

# Without Like a wildcard is a character, which is in no subject: nobody is let in.
test_wildcards_are_characters if {
	subjects.names({"operator": "StringEquals", "key": github, "values": ["repo:*"]}, github)
}

test_exact_branch_of_anybody if {
	not subjects.names({"operator": "StringEquals", "key": github, "values": ["ref:refs/heads/main"]}, github)
}

test_another_key if {
	not subjects.names({"operator": "StringEquals", "key": "gitlab.com:sub", "values": ["project_path:a/b"]}, github)
}
