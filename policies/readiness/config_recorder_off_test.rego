package tocsin.readiness.config_recorder_off_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.config_recorder_off as rule

recorder(region, recording) := {"name": "default", "region": region, "recording": recording}

snapshot(recorders, coverage) := object.union(
	fixture.snapshot({"config": {"recorders": recorders}}),
	{"coverage": {"config.recorders": coverage}},
)

complete := {"status": "complete"}

test_none_and_stopped if {
	findings := rule.deny with input as snapshot([recorder("us-east-1", false)], complete)
	findings == {{
		"msg": "AWS Config records nothing in 2 of 2 regions: eu-west-1, us-east-1.",
		"resource": fixture.account,
		"evidence": {"regions": ["eu-west-1", "us-east-1"], "stopped_in": ["us-east-1"]},
		"fix": [
			"aws configservice start-configuration-recorder --configuration-recorder-name=default --region=us-east-1",
			`aws configservice put-configuration-recorder --configuration-recorder=name=default,roleARN="$ROLE" --region=eu-west-1`,
			`aws configservice put-delivery-channel --delivery-channel=name=default,s3BucketName="$BUCKET" --region=eu-west-1`,
			"aws configservice start-configuration-recorder --configuration-recorder-name=default --region=eu-west-1",
		],
	}}
}

test_clean if {
	findings := rule.deny with input as snapshot([recorder("us-east-1", true), recorder("eu-west-1", true)], complete)
	count(findings) == 0
}

test_denied if {
	gap := {"region": "us-east-1", "operation": "config:DescribeConfigurationRecorderStatus", "code": "AccessDeniedException"}
	recorders := [recorder("eu-west-1", true), object.remove(recorder("us-east-1", true), ["recording"])]
	findings := rule.deny with input as snapshot(recorders, {"status": "partial", "gaps": [gap]})
	count(findings) == 0
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
