package tocsin.ioc.root_login_without_mfa_test

import data.tocsin.ioc.root_login_without_mfa as rule
import data.tocsin.lib.fixture_test as fixture

login(additional) := fixture.by_root("signin.amazonaws.com/ConsoleLogin", {"type": "AwsConsoleSignIn", "additional": additional})

test_without_mfa[note] if {
	some note, text in {"as AWS writes it": "No", "in capitals": "NO"}
	some finding in rule.deny with input as fixture.events([login({"MFAUsed": text, "LoginTo": "https://x"})])
	finding.msg == sprintf("'%s' signed in as root without MFA %s.", [fixture.root, fixture.then_and_there])
	finding.resource == fixture.root
	finding.evidence.MFAUsed == text
	finding.evidence.LoginTo == "https://x"
	finding.evidence.root == "human"
	finding.fix == []
}

test_clean[note] if {
	some note, event in {
		"with MFA": login({"MFAUsed": "Yes"}),
		"in vain": object.union(login({"MFAUsed": "No"}), {"succeeded": false}),
		"not root": fixture.event("signin.amazonaws.com/ConsoleLogin", {"additional": {"MFAUsed": "No"}}),
		"by a service": object.union(login({"MFAUsed": "No"}), {"root": "service"}),
		"of another source": fixture.by_root("cognito.example.com/ConsoleLogin", {"additional": {"MFAUsed": "No"}}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
	count(rule.unknown) == 0 with input as fixture.events([event])
}

# A login that does not say whether there was MFA is neither with nor without.
test_unknown[note] if {
	some note, event in {
		"nothing": object.remove(login({}), ["additional"]),
		"not of MFA": login({"LoginTo": "https://x"}),
		"a number": login({"MFAUsed": 0}),
		"another word": login({"MFAUsed": "maybe"}),
	}
	snapshot := fixture.events([event])
	count(rule.deny) == 0 with input as snapshot
	reasons := rule.unknown with input as snapshot
	reasons == {"whether root signed in with MFA at 2026-11-22T03:00:00Z: event id-of-ConsoleLogin does not say"}
}

test_unread if {
	count(rule.deny) == 0 with input as fixture.empty
	count(rule.unknown) == 0 with input as fixture.empty
}
