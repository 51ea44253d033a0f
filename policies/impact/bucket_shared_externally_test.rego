package tocsin.impact.bucket_shared_externally_test

import data.tocsin.impact.bucket_shared_externally as rule
import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.sharing_test

bucket(statements) := {"arn": "arn:aws:s3:::b", "name": "b", "region": "eu-west-1", "statements": statements}

snapshot(statements) := fixture.snapshot({"s3": {"bucket_policies": [bucket(statements)]}})

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
		"denied": [sharing_test.statement({}), sharing_test.deny({"conditions": [sharing_test.only_own]})],
		"no policy": [],
	}
	findings := rule.deny with input as snapshot(statements)
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {"everything": {}, "policy": {"s3": {"bucket_policies": []}}}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
