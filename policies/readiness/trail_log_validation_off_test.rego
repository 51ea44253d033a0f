package tocsin.readiness.trail_log_validation_off_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.trail_log_validation_off as rule

snapshot(trails) := fixture.snapshot({"cloudtrail": {"trails": trails}})

test_off if {
	findings := rule.deny with input as snapshot([object.union(fixture.trail, {"log_file_validation_enabled": false})])
	findings == {{
		"msg": "Trail 'main' does not validate its log files.",
		"resource": fixture.trail.arn,
		"region": "us-east-1",
		"evidence": {"log_file_validation_enabled": false, "is_logging": true, "is_organization_trail": false},
		"fix": [concat(" ", [
			"aws cloudtrail update-trail --name=arn:aws:cloudtrail:us-east-1:123456789012:trail/main",
			"--enable-log-file-validation --region=us-east-1",
		])],
	}}
}

# Neither the status nor the home region need have been read.
test_off_with_status_unread if {
	trail := {"arn": fixture.trail.arn, "log_file_validation_enabled": false}
	findings := rule.deny with input as snapshot([trail])
	count(findings) == 1
}

test_each_trail_by_itself if {
	second := {"arn": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/b", "log_file_validation_enabled": false}
	findings := rule.deny with input as snapshot([fixture.trail, second])
	{finding.resource | some finding in findings} == {second.arn}
}

test_clean[note] if {
	some note, trails in {"on": [fixture.trail], "no trail": []}
	findings := rule.deny with input as snapshot(trails)
	count(findings) == 0
}

test_unread[note] if {
	some note, aws in {
		"everything": {},
		"flag": {"cloudtrail": {"trails": [object.remove(fixture.trail, ["log_file_validation_enabled"])]}},
	}
	findings := rule.deny with input as fixture.snapshot(aws)
	count(findings) == 0
}
