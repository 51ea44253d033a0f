package tocsin.ioc.root_credentials_changed_test

import data.tocsin.ioc.root_credentials_changed as rule
import data.tocsin.lib.fixture_test as fixture

test_changes[note] if {
	some note, tc in {
		"password": {"event": fixture.by_root("signin.amazonaws.com/PasswordUpdated", {}), "did": "changed the password of"},
		"key": {"event": fixture.by_root("iam.amazonaws.com/CreateAccessKey", {}), "did": "created an access key of"},
		"key on": {
			"event": fixture.by_root("iam.amazonaws.com/UpdateAccessKey", {"request": {"status": "Active"}}),
			"did": "changed an access key of",
		},
		"certificate": {
			"event": fixture.by_root("iam.amazonaws.com/UploadSigningCertificate", {"request": {}}),
			"did": "gave a signing certificate to",
		},
		"password by central management": {
			"event": fixture.by_root("iam.amazonaws.com/CreateLoginProfile", {"root": "managed"}),
			"did": "gave a password to",
		},
	}
	findings := rule.deny with input as fixture.events([tc.event])
	count(findings) == 1
	some finding in findings
	finding.msg == sprintf("'%s' %s the root user %s.", [fixture.root, tc.did, fixture.then_and_there])
	finding.resource == fixture.root
	finding.key == tc.event.id
	finding.evidence.kind == "event"
	finding.fix == []
}

# Only root's password can be recovered by anybody who reads its mail: of whom the event is does not matter.
test_recovery[note] if {
	some note, tc in {
		"as root": {"event": fixture.by_root("signin.amazonaws.com/PasswordRecoveryRequested", {}), "did": "asked to recover"},
		"unnamed": {
			"event": object.union(fixture.event("signin.amazonaws.com/PasswordRecoveryCompleted", {}), {"actor": {"arn": ""}}),
			"did": "recovered",
		},
	}
	some finding in rule.deny with input as fixture.events([tc.event])
	contains(finding.msg, sprintf("' %s the password of the root user", [tc.did]))
}

test_attempt if {
	event := object.union(fixture.by_root("iam.amazonaws.com/CreateAccessKey", {}), {"succeeded": false, "error_code": "LimitExceeded"})
	some finding in rule.deny with input as fixture.events([event])
	contains(finding.msg, "tried to create an access key of the root user")
	endswith(finding.msg, ", in vain (LimitExceeded).")
}

test_clean[note] if {
	some note, event in {
		"root's key for a user": fixture.by_root("iam.amazonaws.com/CreateAccessKey", {"request": {"userName": "alice"}}),
		"root's password for a user": fixture.by_root("iam.amazonaws.com/CreateLoginProfile", {"request": {"userName": "alice"}}),
		"a user's own key": fixture.event("iam.amazonaws.com/CreateAccessKey", {}),
		"a user's own password": fixture.event("signin.amazonaws.com/PasswordUpdated", {}),
		"a service for root": fixture.by_root("iam.amazonaws.com/CreateAccessKey", {"root": "service"}),
		"deleted": fixture.by_root("iam.amazonaws.com/DeleteAccessKey", {}),
		"another source": fixture.by_root("x.amazonaws.com/PasswordRecoveryRequested", {}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_unread if {
	count(rule.deny) == 0 with input as fixture.empty
}

# To turn a key off is what the runbook asks for.
test_event_of_a_key_that_is_turned_off if {
	count(rule.deny) == 0 with input as fixture.events([fixture.by_root(
		"iam.amazonaws.com/UpdateAccessKey",
		{"request": {"status": "Inactive"}},
	)])
}
