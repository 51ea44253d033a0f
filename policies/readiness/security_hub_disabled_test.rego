package tocsin.readiness.security_hub_disabled_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.security_hub_disabled as rule

snapshot(hubs, v2, coverage, coverage_v2) := object.union(
	fixture.snapshot({"securityhub": {"hubs": on(hubs), "hubs_v2": on(v2)}}),
	{"coverage": {"securityhub.hubs": coverage, "securityhub.hubs_v2": coverage_v2}},
)

on(regions) := [{"arn": sprintf("arn:aws:securityhub:%s:123456789012:hub/default", [region]), "region": region} | some region in regions]

complete := {"status": "complete"}

denied(regions) := {"status": "partial", "gaps": [gap |
	some region in regions
	gap := {"region": region, "operation": "securityhub:DescribeHub", "code": "AccessDeniedException"}
]}

test_off if {
	findings := rule.deny with input as snapshot(["us-east-1"], [], complete, complete)
	findings == {{
		"msg": "Security Hub is off in 1 of 2 regions: eu-west-1.",
		"resource": fixture.account,
		"evidence": {"regions": ["eu-west-1"]},
		"fix": ["aws securityhub enable-security-hub --enable-default-standards --region=eu-west-1"],
	}}
}

# S3: these regions have Security Hub, whatever an old list of exceptions says.
test_s3_every_region_counts if {
	regions := ["af-south-1", "ap-northeast-3", "eu-south-1", "us-east-1"]
	findings := rule.deny with input as snapshot(["us-east-1"], [], complete, complete)
		with input.meta.regions as regions
	some finding in findings
	finding.evidence.regions == ["af-south-1", "ap-northeast-3", "eu-south-1"]
}

test_clean[note] if {
	some note, tc in {
		"CSPM": {"hubs": ["eu-west-1", "us-east-1"], "v2": []},
		"p5_newer_product_only": {"hubs": [], "v2": ["eu-west-1", "us-east-1"]},
		"one each": {"hubs": ["eu-west-1"], "v2": ["us-east-1"]},
	}
	findings := rule.deny with input as snapshot(tc.hubs, tc.v2, complete, complete)
	count(findings) == 0
}

# N1: a region that could not be read is neither on nor off.
test_n1_denied[note] if {
	some note, tc in {
		"CSPM": {"coverage": denied(["eu-west-1"]), "coverage_v2": complete},
		"newer product": {"coverage": complete, "coverage_v2": denied(["eu-west-1"])},
	}
	aws := snapshot(["us-east-1"], [], tc.coverage, tc.coverage_v2)
	findings := rule.deny with input as aws
	count(findings) == 0
	not rule.confirmed with input as aws
}

# That one region is closed says nothing in favour of another.
test_off_beside_a_denied_region if {
	findings := rule.deny with input as snapshot([], [], denied(["eu-west-1"]), complete)
	some finding in findings
	finding.evidence.regions == ["us-east-1"]
}

test_confirmed_by_either_product if {
	aws := snapshot(["eu-west-1", "us-east-1"], [], complete, denied(["eu-west-1", "us-east-1"]))
	rule.confirmed with input as aws
}

test_not_confirmed_where_a_region_is_unknown[note] if {
	some note, coverage in {
		"not selected": denied(["eu-south-1"]),
		"off": {"status": "off"},
		"regions unknown": {"status": "partial", "gaps": [{"operation": "ec2:DescribeRegions", "code": "UnauthorizedOperation"}]},
	}
	aws := snapshot(["eu-west-1", "us-east-1"], [], complete, coverage)
	not rule.confirmed with input as aws
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
	not rule.confirmed with input as fixture.empty
}
