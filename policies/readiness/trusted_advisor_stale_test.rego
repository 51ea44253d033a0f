package tocsin.readiness.trusted_advisor_stale_test

import data.tocsin.lib.fixture_test as fixture
import data.tocsin.readiness.trusted_advisor_stale as rule

snapshot(checks) := fixture.snapshot({"support": {"trusted_advisor": {"available": true, "checks": checks}}})

check(status, timestamp) := {"id": "7DAFEmoDos", "name": "MFA on Root Account", "status": status, "timestamp": timestamp}

fresh := check("ok", "2026-11-22T04:00:00Z")

test_stale if {
	findings := rule.deny with input as snapshot([check("error", "2026-11-01T04:00:00Z"), fresh])
	findings == {{
		"msg": "1 of 2 security checks of Trusted Advisor are older than a week.",
		"resource": fixture.account,
		"evidence": {"checks": [{"id": "7DAFEmoDos", "name": "MFA on Root Account", "timestamp": "2026-11-01T04:00:00Z"}]},
		"fix": ["aws support refresh-trusted-advisor-check --check-id=7DAFEmoDos --region=us-east-1"],
	}}
}

test_checks[note] if {
	some note, tc in {
		"fresh": {"check": fresh, "findings": 0},
		"a week old": {"check": check("ok", "2026-11-15T12:00:00Z"), "findings": 0},
		"a second more": {"check": check("ok", "2026-11-15T11:59:59Z"), "findings": 1},
		"not available": {"check": check("not_available", "2020-01-01T00:00:00Z"), "findings": 0},
		"never refreshed": {"check": object.remove(fresh, ["timestamp"]), "findings": 0},
		"unread": {"check": object.remove(fresh, ["timestamp", "status"]), "findings": 0},
	}
	findings := rule.deny with input as snapshot([tc.check])
	count(findings) == tc.findings
}

test_region_of_the_partition if {
	findings := rule.deny with input as object.union(snapshot([check("ok", "2026-11-01T04:00:00Z")]), {"meta": {"partition": "aws-us-gov"}})
	some finding in findings
	endswith(finding.fix[0], " --region=us-gov-west-1")
}

# A plan that lacks the API is another rule's finding.
test_applies_where_there_is_an_api if {
	rule.applicable with input as snapshot([])
	not rule.applicable with input as fixture.snapshot({"support": {"trusted_advisor": {"available": false}}})
	not rule.applicable with input as fixture.empty
}

test_unread if {
	findings := rule.deny with input as fixture.empty
	count(findings) == 0
}
