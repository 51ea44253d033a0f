package tocsin.readiness.caller_is_root_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.caller_is_root as rule

caller(arn) := object.union(fixture.empty, {"meta": {"caller_arn": arn}})

test_root if {
	findings := rule.deny with input as caller(fixture.root)
	findings == {{
		"msg": "The scan runs as the root user of account '123456789012'.",
		"resource": fixture.root,
		"evidence": {"caller_arn": fixture.root},
		"fix": ["aws configure sso", "aws sts get-caller-identity"],
	}}
}

test_others[note] if {
	some note, arn in {
		"role": "arn:aws:sts::123456789012:assumed-role/Responder/alice",
		"user": "arn:aws:iam::123456789012:user/root",
		"role named root": "arn:aws:sts::123456789012:assumed-role/root/root",
	}
	findings := rule.deny with input as caller(arn)
	count(findings) == 0
}

test_applicable if {
	rule.applicable with input as fixture.empty
	not rule.applicable with input as json.remove(fixture.empty, ["meta/caller_arn"])
}

test_unread if {
	findings := rule.deny with input as json.remove(fixture.empty, ["meta/caller_arn"])
	count(findings) == 0
}
