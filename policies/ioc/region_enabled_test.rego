package tocsin.ioc.region_enabled_test

import data.tocsin.ioc.region_enabled as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

ireland := {"name": "eu-west-1", "opt_in_status": "opt-in-not-required"}

cape_town := {"name": "af-south-1", "opt_in_status": "opted-in"}

now(regions) := drift.now({"account": {"regions": regions}})

then(regions) := drift.then({"account": {"regions": regions}})

test_enabled if {
	findings := rule.deny with input as now([ireland, cape_town]) with data.baseline as then([ireland])
	findings == {{
		"msg": "Region 'af-south-1' was enabled since the baseline of 2026-11-10T12:00:00Z.",
		"resource": fixture.account,
		"region": "af-south-1",
		"evidence": {"kind": "drift", "baseline": drift.since, "opt_in_status": "opted-in"},
		"fix": ["aws account disable-region --region-name=af-south-1"],
	}}
}

test_clean[note] if {
	some note, tc in {
		"unchanged": {"now": [ireland, cape_town], "then": [ireland, cape_town]},
		"disabled": {"now": [ireland], "then": [ireland, cape_town]},
		"turned on by AWS": {"now": [ireland, cape_town], "then": [cape_town]},
	}
	findings := rule.deny with input as now(tc.now) with data.baseline as then(tc.then)
	count(findings) == 0
}

test_unread[note] if {
	some note, tc in {
		"now": {"now": fixture.empty, "then": then([ireland])},
		"then": {"now": now([cape_town]), "then": fixture.empty},
		"partly then": {
			"now": now([cape_town]),
			"then": object.union(then([ireland]), {"coverage": {"account.regions": {"status": "partial"}}}),
		},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_no_baseline if {
	not rule.applicable with input as now([cape_town])
	findings := rule.deny with input as now([cape_town])
	count(findings) == 0
}

enabling(request) := fixture.event("account.amazonaws.com/EnableRegion", {"request": request})

test_event if {
	some finding in rule.deny with input as fixture.events([enabling({"regionName": "af-south-1"})])
	finding.msg == sprintf("%s enabled region 'af-south-1' %s.", [fixture.by_mallory, fixture.then_and_there])
	finding.resource == fixture.account
	finding.evidence.enabled_region == "af-south-1"
	finding.fix == ["aws account disable-region --region-name=af-south-1"]
}

test_event_of_a_member if {
	some finding in rule.deny with input as fixture.events([enabling({"regionName": "af-south-1", "accountId": "210987654321"})])
	contains(finding.msg, "enabled region 'af-south-1' of account '210987654321' at")
	finding.resource == "arn:aws:account::210987654321:account"
	finding.fix == ["aws account disable-region --account-id=210987654321 --region-name=af-south-1"]
}

test_event_of_a_hostile_name if {
	some finding in rule.deny with input as fixture.events([enabling({"regionName": "x'\n$(id)", "accountId": "1;id"})])
	finding.fix == ["aws account disable-region --region-name='x'\\''\n$(id)'"]
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("account.amazonaws.com/EnableRegion")])
	contains(finding.msg, "tried to enable a region at")
	finding.fix == []
}

test_event_clean if {
	event := fixture.event("account.amazonaws.com/DisableRegion", {"request": {"regionName": "af-south-1"}})
	count(rule.deny) == 0 with input as fixture.events([event])
}

test_event_applies if rule.applicable with input.coverage as {"activity.groups": {"status": "complete"}}
