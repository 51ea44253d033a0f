package tocsin.ioc.guardduty_root_finding_test

import data.tocsin.ioc.guardduty_root_finding as rule
import data.tocsin.lib.fixture_test as fixture

finding := {
	"arn": "arn:aws:guardduty:us-east-1:123456789012:detector/d1/finding/f1",
	"id": "f1",
	"detector_id": "d1",
	"region": "us-east-1",
	"type": "Policy:IAMUser/RootCredentialUsage",
	"severity": 2,
	"created_at": "2026-11-18T02:19:31Z",
	"updated_at": "2026-11-18T02:29:10Z",
	"user_type": "Root",
	"user_name": "Root",
	"sample": false,
}

snapshot(findings) := fixture.snapshot({"guardduty": {"detectors": [{"id": "d1", "region": "us-east-1"}], "findings": findings}})

test_i8_root_credentials_used if {
	findings := rule.deny with input as snapshot([finding])
	findings == {{
		"msg": "GuardDuty found Policy:IAMUser/RootCredentialUsage in us-east-1.",
		"resource": finding.arn,
		"region": "us-east-1",
		"evidence": object.remove(finding, ["arn", "id", "detector_id", "region", "sample"]),
		"fix": [`aws guardduty get-findings --detector-id=d1 --finding-ids='["f1"]' --region=us-east-1`],
	}}
}

# Nobody has archived it: it is not too old to be looked at.
test_i8_old if {
	findings := rule.deny with input as snapshot([object.union(finding, {"updated_at": "2026-09-01T00:00:00Z"})])
	count(findings) == 1
}

test_clean[note] if {
	some note, found in {"none": [], "sample": [object.union(finding, {"sample": true})]}
	findings := rule.deny with input as snapshot(found)
	count(findings) == 0
}

test_applies_where_there_is_a_detector if {
	rule.applicable with input as snapshot([])
	not rule.applicable with input as fixture.snapshot({"guardduty": {"detectors": []}})
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
