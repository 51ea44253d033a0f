package tocsin.impact.bucket_replicates_externally_test

import data.tocsin.impact.bucket_replicates_externally as rule
import data.tocsin.lib.fixture_test as fixture

to(change) := object.union({"id": "copy", "status": "Enabled", "destination_bucket_arn": "arn:aws:s3:::theirs"}, change)

bucket(rules) := {"arn": "arn:aws:s3:::b", "name": "b", "region": "eu-west-1", "rules": rules}

# An account in no organisation, whose buckets were listed so far.
listed(status) := {
	"s3.buckets": {"status": status},
	"organizations.organization": {"status": "complete"},
	"organizations.accounts": {"status": "complete"},
}

snapshot(rules, status) := object.union(
	fixture.snapshot({"s3": {"bucket_replication": [bucket(rules)], "buckets": [{"arn": "arn:aws:s3:::b"}, {"arn": "arn:aws:s3:::ours"}]}}),
	{"coverage": listed(status)},
)

test_of_a_named_account if {
	theirs := to({"destination_account_id": "210987654321"})
	findings := rule.deny with input as snapshot([theirs], "complete")
	findings == {{
		"msg": "Bucket 'b' is copied to bucket 'theirs' of account '210987654321'.",
		"resource": "arn:aws:s3:::b",
		"region": "eu-west-1",
		"key": "arn:aws:s3:::theirs",
		"evidence": {"rules": [theirs]},
		"fix": [
			"aws s3api get-bucket-replication --bucket=b --region=eu-west-1",
			"aws s3api delete-bucket-replication --bucket=b --region=eu-west-1",
		],
	}}
}

test_of_a_bucket_that_is_not_listed if {
	findings := rule.deny with input as snapshot([to({})], "complete")
	{finding.msg | some finding in findings} == {"Bucket 'b' is copied to bucket 'theirs' of another account."}
}

test_trusted_account if {
	findings := rule.deny with input as snapshot([to({"destination_account_id": "210987654321"})], "complete")
		with data.params.trusted_accounts as ["210987654321"]
	count(findings) == 0
}

test_clean[note] if {
	some note, rules in {
		"own bucket": [to({"destination_bucket_arn": "arn:aws:s3:::ours"})],
		"own account": [to({"destination_account_id": "123456789012"})],
		"disabled": [to({"status": "Disabled", "destination_account_id": "210987654321"})],
		"none": [],
	}
	findings := rule.deny with input as snapshot(rules, "complete")
	count(findings) == 0
}

# A bucket on a page that was not read may be the destination.
test_unread_list[note] if {
	some note, aws in {
		"in part": snapshot([to({})], "partial"),
		"wholly": object.union(fixture.snapshot({"s3": {"bucket_replication": [bucket([to({})])]}}), {"coverage": listed("missing")}),
	}
	findings := rule.deny with input as aws
	count(findings) == 0
}

# The account may be one of the organisation.
test_unread_organisation if {
	theirs := to({"destination_account_id": "210987654321"})
	findings := rule.deny with input as fixture.snapshot({"s3": {"bucket_replication": [bucket([theirs])]}})
	count(findings) == 0
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}

# The owner may be trusted, or one of the organisation.
test_of_a_bucket_that_may_be_the_organisations[note] if {
	some note, tc in {
		"member": {"organization": {"management_account_id": "210987654321"}, "trusted": []},
		"trusting": {"organization": {}, "trusted": ["210987654321"]},
	}
	account := object.union(snapshot([to({})], "complete"), {"aws": {"organizations": {"organization": tc.organization}}})
	reasons := rule.unknown with input as account with data.params.trusted_accounts as tc.trusted
	reasons == {"whose bucket 'theirs' is, to which bucket 'b' is copied, was not read"}
	findings := rule.deny with input as account with data.params.trusted_accounts as tc.trusted
	count(findings) == 0
}

test_known[note] if {
	some note, rules in {
		"own bucket": [to({"destination_bucket_arn": "arn:aws:s3:::ours"})],
		"nobody trusted": [to({})],
		"disabled": [to({"status": "Disabled"})],
	}
	count(rule.unknown) == 0 with input as snapshot(rules, "complete")
}
