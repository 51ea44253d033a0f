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
