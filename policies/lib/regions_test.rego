package tocsin.lib.regions_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.lib.regions

complete := {"status": "complete"}

partial(gaps) := {"status": "partial", "gaps": gaps}

denied(region) := {"region": region, "operation": "guardduty:ListDetectors", "code": "AccessDeniedException"}

# Which regions an account has could not be asked.
somewhere := {"operation": "ec2:DescribeRegions", "code": "UnauthorizedOperation"}

test_read[note] if {
	some note, tc in {
		"complete": {"coverage": complete, "regions": {"eu-west-1", "us-east-1"}},
		"one denied": {"coverage": partial([denied("us-east-1")]), "regions": {"eu-west-1"}},
		"one of a resource": {
			"coverage": partial([object.union(denied("us-east-1"), {"resource": "x"})]),
			"regions": {"eu-west-1"},
		},
		"not selected": {"coverage": partial([denied("eu-south-1")]), "regions": {"eu-west-1", "us-east-1"}},
		"nobody knows where": {"coverage": partial([somewhere]), "regions": {"eu-west-1", "us-east-1"}},
		"missing": {"coverage": {"status": "missing", "gaps": [denied("us-east-1")]}, "regions": set()},
		"off": {"coverage": {"status": "off"}, "regions": set()},
	}
	found := regions.read(tc.coverage) with input as fixture.empty
	found == tc.regions
}

test_only_lacks[note] if {
	some note, tc in {
		"complete": {"coverage": complete, "holds": true},
		"among them": {"coverage": partial([denied("us-east-1")]), "holds": true},
		"all denied": {"coverage": {"status": "missing", "gaps": [denied("us-east-1")]}, "holds": true},
		"another": {"coverage": partial([denied("us-east-1"), denied("eu-west-1")]), "holds": false},
		"nobody knows where": {"coverage": partial([somewhere]), "holds": false},
		"off": {"coverage": {"status": "off"}, "holds": false},
	}
	found := [1 | regions.only_lacks(tc.coverage, {"us-east-1"})]
	count(found) == to_number(tc.holds)
}

test_text if {
	text := regions.text({"us-east-1", "eu-west-1"}) with input as fixture.empty
	text == "2 of 2 regions: eu-west-1, us-east-1"
}

test_text_of_many if {
	text := regions.text({"a", "b", "c", "d", "e"}) with input.meta.regions as ["a", "b", "c", "d", "e", "f"]
	text == "5 of 6 regions"
}
