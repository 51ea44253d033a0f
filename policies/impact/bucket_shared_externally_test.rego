package tocsin.impact.bucket_shared_externally_test

import data.tocsin.impact.bucket_shared_externally as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.sharing_test

bucket(statements) := {"arn": "arn:aws:s3:::b", "name": "b", "region": "eu-west-1", "statements": statements}

# An account in no organisation.
snapshot(statements) := alone({"s3": {"bucket_policies": [bucket(statements)]}})

alone(aws) := object.union(fixture.snapshot(aws), {"coverage": {
	"organizations.organization": {"status": "complete"},
	"organizations.accounts": {"status": "complete"},
}})

foreign := sharing_test.foreign

own := sharing_test.statement({"principals": [sharing_test.of("123456789012")], "actions": ["s3:*"]})

test_shared if {
	findings := rule.deny with input as snapshot([sharing_test.statement({"actions": ["s3:ListBucket", "s3:GetObject"]}), own])
	findings == {{
		"msg": "Bucket 'b' is shared with account '210987654321', which is not one of the trusted accounts.",
		"resource": "arn:aws:s3:::b",
		"region": "eu-west-1",
		"key": foreign,
		"evidence": {"account_id": foreign, "actions": ["s3:GetObject", "s3:ListBucket"]},
		"fix": [
			"aws s3api get-bucket-policy --bucket=b --query=Policy --output=text --region=eu-west-1 > policy.json",
			"aws s3api put-bucket-policy --bucket=b --policy=file://policy.json --region=eu-west-1",
		],
	}}
}

test_one_finding_an_account if {
	both := sharing_test.statement({"principals": [sharing_test.of(foreign), sharing_test.of("333333333333")]})
	findings := rule.deny with input as snapshot([both, both])
	{finding.key | some finding in findings} == {foreign, "333333333333"}
	count(findings) == 2
}

test_trusted_account if {
	findings := rule.deny with input as snapshot([sharing_test.statement({})]) with data.params.trusted_accounts as [foreign]
	count(findings) == 0
}

test_clean[note] if {
	some note, statements in {
		"own": [own],
		"service": [sharing_test.statement({"principals": [{"type": "Service", "value": "cloudtrail.amazonaws.com"}]})],
		"denied": [sharing_test.statement({}), sharing_test.denial({"conditions": [sharing_test.only_own]})],
		"no policy": [],
	}
	findings := rule.deny with input as snapshot(statements)
	count(findings) == 0
}

# Whose an organisation or a network is, its id does not say.
test_circle[note] if {
	circle := "o-abc123def4"
	some note, tc in {
		"not known": {"circles": [], "unknown": {concat(" ", [
			"bucket 'b' is shared with everyone of 'o-abc123def4',",
			"and whose that is was not read",
		])}},
		"trusted": {"circles": [circle], "unknown": set()},
	}
	everyone := sharing_test.to_everyone([sharing_test.condition("StringEquals", "aws:principalorgid", [circle])])
	reasons := rule.unknown with input as snapshot([everyone]) with data.params.trusted_circles as tc.circles
	reasons == tc.unknown
	findings := rule.deny with input as snapshot([everyone]) with data.params.trusted_circles as tc.circles
	count(findings) == 0
}

# The account may be one of the organisation.
test_unread_organisation if {
	findings := rule.deny with input as fixture.snapshot({"s3": {"bucket_policies": [bucket([sharing_test.statement({})])]}})
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {"everything": {}, "policy": {"s3": {"bucket_policies": []}}}
	findings := rule.deny with input as alone(aws)
	count(findings) == 0
}

# Conditions that AWS does not find public, and that name nobody.
test_unclear[note] if {
	some note, tc in {
		"an address": [
			sharing_test.to_everyone([sharing_test.condition("IpAddress", "aws:sourceip", ["203.0.113.7/32"])]),
			"everyone on a condition on aws:sourceip",
		],
		"a canonical id": [
			sharing_test.statement({"principals": [{"type": "CanonicalUser", "value": "79a5"}]}),
			"who has canonical id '79a5'",
		],
	}
	reasons := rule.unknown with input as snapshot([tc[0]])
	reasons == {sprintf("bucket 'b' is shared with %s, and whose that is was not read", [tc[1]])}
}

test_clear[note] if {
	some note, statement in {
		"account": sharing_test.statement({}),
		"everyone": sharing_test.to_everyone([]),
		"everyone of an account": sharing_test.to_everyone([sharing_test.condition("StringEquals", "aws:principalaccount", [foreign])]),
		"denial": sharing_test.denial({"conditions": [sharing_test.condition("IpAddress", "aws:sourceip", ["203.0.113.7/32"])]}),
	}
	count(rule.unknown) == 0 with input as snapshot([statement])
}
