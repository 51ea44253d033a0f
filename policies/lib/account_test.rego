package tocsin.lib.account_test

import data.tocsin.lib.account
import data.tocsin.lib.fixture_test as fixture

china := object.union(fixture.empty, {"meta": {"partition": "aws-cn"}})

test_arn if account.arn == fixture.account with input as fixture.empty

test_root if account.root == fixture.root with input as fixture.empty

test_partition if account.root == "arn:aws-cn:iam::123456789012:root" with input as china

test_managed if account.managed("AWSDenyAll") == "arn:aws-cn:iam::aws:policy/AWSDenyAll" with input as china

test_global_region if account.global_region == "cn-north-1" with input as china

test_trusted_without_parameters if account.trusted == {"123456789012"} with input as fixture.empty

test_trusted if {
	trusted := account.trusted with input as fixture.empty with data.params.trusted_accounts as ["210987654321"]
	trusted == {"123456789012", "210987654321"}
}

organized := fixture.snapshot({"organizations": {
	"organization": {"id": "o-abc123def4", "management_account_id": "444455556666"},
	"accounts": [{"id": "444455556666"}, {"id": "555566667777", "state": "SUSPENDED"}],
}})

test_trusted_organization if {
	trusted := account.trusted with input as organized
	trusted == {"123456789012", "444455556666", "555566667777"}
}

test_is_foreign[note] if {
	complete := {"status": "complete"}
	some note, tc in {
		"foreign": {"id": "210987654321", "accounts": complete, "foreign": true},
		"organisation's": {"id": "555566667777", "accounts": complete, "foreign": false},
		"organisation unread": {"id": "210987654321", "accounts": {"status": "partial"}, "foreign": false},
	}
	coverage := {"organizations.organization": complete, "organizations.accounts": tc.accounts}
	found := [1 | account.is_foreign(tc.id) with input as object.union(organized, {"coverage": coverage})]
	count(found) == to_number(tc.foreign)
}

test_is_member if {
	account.is_member with input as organized
	not account.is_member with input as object.union(organized, {"meta": {"account_id": "444455556666"}})
	not account.is_member with input as fixture.empty
}
