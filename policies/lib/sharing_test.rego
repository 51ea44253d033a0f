package tocsin.lib.sharing_test

import data.tocsin.lib.sharing

foreign := "210987654321"

of(id) := {"type": "AWS", "value": sprintf("arn:aws:iam::%s:root", [id]), "account_id": id}

everyone := {"type": "*", "value": "*"}

statement(change) := object.union(
	{
		"effect": "Allow",
		"principals": [of(foreign)],
		"not_principals": [],
		"actions": ["s3:GetObject"],
		"not_actions": [],
		"resources": ["arn:aws:s3:::b/*"],
		"conditions": [],
	},
	change,
)

denial(change) := statement(object.union(
	{"effect": "Deny", "principals": [everyone], "actions": ["s3:*"], "resources": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]},
	change,
))

condition(operator, key, values) := {"operator": operator, "key": key, "values": values}

to_everyone(conditions) := statement({"principals": [everyone], "conditions": conditions})

only_own := condition("StringNotEquals", "aws:principalaccount", ["123456789012"])

test_accounts[note] if {
	some note, tc in {
		"principal": {"policy": [statement({})], "ids": {foreign}},
		"two": {"policy": [statement({}), statement({"principals": [of("333333333333")]})], "ids": {foreign, "333333333333"}},
		"by its exceptions": {"policy": [statement({"actions": [], "not_actions": ["s3:DeleteBucket"]})], "ids": {foreign}},
		"service": {"policy": [statement({"principals": [{"type": "Service", "value": "cloudtrail.amazonaws.com"}]})], "ids": set()},
		"service for an account": {
			"policy": [statement({
				"principals": [{"type": "Service", "value": "logging.s3.amazonaws.com"}],
				"conditions": [condition("StringEquals", "aws:sourceaccount", [foreign])],
			})],
			"ids": set(),
		},
		"deleted principal": {"policy": [statement({"principals": [{"type": "AWS", "value": "AIDAEXAMPLEEXAMPLE123"}]})], "ids": set()},
		"distribution": {
			"policy": [statement({"principals": [{"type": "AWS", "value": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}]})],
			"ids": set(),
		},
		"load balancers": {"policy": [statement({"principals": [of("127311923021")]})], "ids": set()},
		"everyone": {"policy": [to_everyone([])], "ids": set()},
		"everyone of an account": {"policy": [to_everyone([condition("StringEquals", "aws:principalaccount", [foreign])])], "ids": {foreign}},
		"everyone of an organisation": {
			"policy": [to_everyone([condition("StringEquals", "aws:principalorgid", ["o-abc123def4"])])],
			"ids": set(),
		},
		"everyone through a source": {"policy": [to_everyone([condition("StringEquals", "aws:sourceaccount", [foreign])])], "ids": set()},
		"everyone but for a Deny": {
			"policy": [to_everyone([]), denial({"conditions": [condition("StringNotEquals", "aws:principalaccount", [foreign])]})],
			"ids": {foreign},
		},
		"denied": {"policy": [statement({}), denial({"conditions": [only_own]})], "ids": set()},
		"denied, services spared": {
			"policy": [statement({}), denial({"conditions": [only_own, condition("BoolIfExists", "aws:principalisawsservice", ["false"])]})],
			"ids": set(),
		},
		"denied of what it allows": {"policy": [statement({}), denial({"actions": ["s3:Get*"], "conditions": [only_own]})], "ids": set()},
		"denied of something else": {"policy": [statement({}), denial({"actions": ["s3:Put*"], "conditions": [only_own]})], "ids": {foreign}},
		"denied of a part": {
			"policy": [statement({"actions": ["s3:*"]}), denial({"actions": ["s3:Get*"], "conditions": [only_own]})],
			"ids": {foreign},
		},
		"denied elsewhere": {
			"policy": [statement({}), denial({"resources": ["arn:aws:s3:::b/private/*"], "conditions": [only_own]})],
			"ids": {foreign},
		},
		"denied of one letter": {"policy": [statement({}), denial({"actions": ["s3:?etObjec*"], "conditions": [only_own]})], "ids": {foreign}},
		"Deny without TLS": {
			"policy": [statement({}), denial({"conditions": [condition("Bool", "aws:securetransport", ["false"])]})],
			"ids": {foreign},
		},
		"an organisation spared": {
			"policy": [statement({}), denial({"conditions": [condition("StringNotEquals", "aws:principalorgid", ["o-abc123def4"])]})],
			"ids": {foreign},
		},
		"Deny alone": {"policy": [denial({"principals": [of(foreign)]})], "ids": set()},
		"nothing": {"policy": [], "ids": set()},
	}
	sharing.accounts(tc.policy) == tc.ids
}

# Names of S3 objects differ by case, those of actions do not.
test_case_of_letters[note] if {
	some note, tc in {
		"resource": {"allow": {}, "deny": {"resources": ["arn:aws:s3:::B/*"]}, "ids": {foreign}},
		"allowed action": {"allow": {"actions": ["s3:getobject"]}, "deny": {"actions": ["s3:Get*"]}, "ids": set()},
		"denied action": {"allow": {}, "deny": {"actions": ["S3:getobject"]}, "ids": set()},
	}
	denied := denial(object.union(tc.deny, {"conditions": [only_own]}))
	sharing.accounts([statement(tc.allow), denied]) == tc.ids
}

test_circles[note] if {
	organization := condition("StringEquals", "aws:principalorgid", ["o-abc123def4"])
	some note, tc in {
		"organisation": {"policy": [to_everyone([organization])], "circles": {"o-abc123def4"}},
		"network": {"policy": [to_everyone([condition("StringEquals", "aws:sourcevpce", ["vpce-0a1b2c3d"])])], "circles": {"vpce-0a1b2c3d"}},
		"all but an organisation denied": {
			"policy": [to_everyone([]), denial({"conditions": [condition("StringNotEquals", "aws:principalorgid", ["o-abc123def4"])]})],
			"circles": {"o-abc123def4"},
		},
		"account too": {"policy": [to_everyone([organization, condition("StringEquals", "aws:principalaccount", [foreign])])], "circles": set()},
		"principal of an account": {"policy": [statement({"conditions": [organization]})], "circles": set()},
		"everyone": {"policy": [to_everyone([])], "circles": set()},
		"denied": {"policy": [denial({"conditions": [organization]})], "circles": set()},
	}
	sharing.circles(tc.policy) == tc.circles
}
