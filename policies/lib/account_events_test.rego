package tocsin.lib.account_events_test

import data.tocsin.lib.account_events
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

test_subject[note] if {
	some note, tc in {
		"nobody": [{}, "123456789012"],
		"own": [{"accountId": "123456789012"}, "123456789012"],
		"member": [{"accountId": "210987654321"}, "210987654321"],
		"principal": [{"targetPrincipal": "arn:aws:iam::210987654321:root"}, "210987654321"],
		"odd": [{"accountId": "'; id"}, "123456789012"],
		"no text": [{"accountId": 210987654321}, "123456789012"],
	}
	found := account_events.subject({"request": tc[0]}) with input as fixture.empty
	found == {
		"id": tc[1],
		"of": {"123456789012": "", "210987654321": " of account '210987654321'"}[tc[1]],
		"arn": sprintf("arn:aws:account::%s:account", [tc[1]]),
		"root": sprintf("arn:aws:iam::%s:root", [tc[1]]),
	}
}

test_no_request if {
	found := account_events.subject({}) with input as fixture.empty
	found.arn == fixture.account
}

read := {"status": "complete"}

# Where the organisation could not be read, nobody is a stranger; where nobody looked, whoever is not ours is.
test_stranger[note] if {
	some note, tc in {
		"off": [{}, "210987654321", true],
		"own": [{}, "123456789012", false],
		"trusted": [{}, "333333333333", false],
		"unread": [{"organizations.organization": drift.unread}, "210987654321", false],
		"accounts unread": [{"organizations.organization": read, "organizations.accounts": drift.unread}, "210987654321", false],
		"read": [{"organizations.organization": read, "organizations.accounts": read}, "210987654321", true],
	}
	found := [true | account_events.is_stranger(tc[1])] with input as object.union(fixture.empty, {"coverage": tc[0]})
		with data.params.trusted_accounts as ["333333333333"]
	count(found) == 1 == tc[2]
}
