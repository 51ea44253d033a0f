package tocsin.ioc.organization_left_test

import data.tocsin.ioc.organization_left as rule
import data.tocsin.lib.fixture_test as fixture

organization(id) := {"id": id, "management_account_id": "210987654321"}

member(id) := snapshot({"organization": organization(id)}, "complete")

snapshot(aws, status) := object.union(
	fixture.snapshot({"organizations": aws}),
	{"coverage": {"organizations.organization": {"status": status}}},
)

outside := snapshot({}, "complete")

test_d_left if {
	findings := rule.deny with input as outside with data.baseline as member("o-ours")
	findings == {{
		"msg": "Account '123456789012' has left organisation 'o-ours'.",
		"resource": fixture.account,
		"key": "o-ours",
		"evidence": {
			"kind": "drift",
			"baseline": fixture.meta.collected_at,
			"former": organization("o-ours"),
			"present": "",
		},
		"fix": ["aws organizations list-handshakes-for-account"],
	}}
}

test_d_taken_along if {
	findings := rule.deny with input as member("o-theirs") with data.baseline as member("o-ours")
	{finding.msg | some finding in findings} == {"Account '123456789012' has left organisation 'o-ours' for 'o-theirs'."}
}

test_d_clean[note] if {
	some note, tc in {
		"still a member": {"now": member("o-ours"), "then": member("o-ours")},
		"never one": {"now": outside, "then": outside},
		"joined": {"now": member("o-ours"), "then": outside},
		"unread then": {"now": outside, "then": snapshot({}, "missing")},
		"unread now": {"now": snapshot({}, "missing"), "then": member("o-ours")},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_applies_with_a_baseline if {
	rule.applicable with data.baseline as outside
	not rule.applicable with input as outside
}

test_no_baseline if {
	findings := rule.deny with input as outside
	count(findings) == 0
}

test_event if {
	some finding in rule.deny with input as fixture.events([fixture.event("organizations.amazonaws.com/LeaveOrganization", {})])
	finding.msg == sprintf("%s left the organisation %s.", [fixture.by_mallory, fixture.then_and_there])
	finding.resource == fixture.account
}

test_event_of_a_member if {
	event := fixture.event("organizations.amazonaws.com/RemoveAccountFromOrganization", {"request": {"accountId": "210987654321"}})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "removed a member from the organisation at")
	finding.resource == "arn:aws:account::210987654321:account"
	finding.evidence.member == "210987654321"
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("organizations.amazonaws.com/LeaveOrganization")])
	contains(finding.msg, "tried to leave the organisation at")
	endswith(finding.msg, ", in vain (AccessDenied).")
}

test_event_clean[note] if {
	some note, event in {
		"another call": fixture.event("organizations.amazonaws.com/AcceptHandshake", {}),
		"another service": fixture.event("x.amazonaws.com/LeaveOrganization", {}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}

accepted(action) := fixture.event("organizations.amazonaws.com/AcceptHandshake", {"response": {"handshake": {"action": action}}})

test_event_of_an_invitation if {
	reasons := rule.unknown with input as fixture.events([accepted("INVITE")])
	reasons == {"which organisation the account left, if any, by event id-of-AcceptHandshake (AcceptHandshake, 2026-11-22T03:00:00Z)"}
}

test_event_of_no_invitation[note] if {
	some note, event in {
		"all features": accepted("ENABLE_ALL_FEATURES"),
		"denied": fixture.denied("organizations.amazonaws.com/AcceptHandshake"),
	}
	count(rule.unknown) == 0 with input as fixture.events([event])
}
