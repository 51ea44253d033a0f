package tocsin.impact.identity_provider_added_test

import data.tocsin.impact.identity_provider_added as rule
import data.tocsin.lib.drift_test as drift
import data.tocsin.lib.fixture_test as fixture

saml := {"arn": "arn:aws:iam::123456789012:saml-provider/okta", "create_date": "2026-11-20T00:00:00Z"}

oidc := {"arn": "arn:aws:iam::123456789012:oidc-provider/example.com", "create_date": "2026-11-20T00:00:00Z"}

old := {"create_date": "2026-11-01T00:00:00Z"}

iam(samls, oidcs) := {"iam": {"saml_providers": samls, "oidc_providers": oidcs}}

now(samls, oidcs) := drift.now(iam(samls, oidcs))

then(samls, oidcs) := drift.then(iam(samls, oidcs))

test_created if {
	findings := rule.deny with input as now([saml], [])
	findings == {{
		"msg": "SAML provider 'okta' was created at 2026-11-20T00:00:00Z.",
		"resource": saml.arn,
		"evidence": {"kind": "state", "type": "SAML", "create_date": "2026-11-20T00:00:00Z"},
		"fix": [
			"aws iam get-saml-provider --saml-provider-arn=arn:aws:iam::123456789012:saml-provider/okta --output=json > provider.json",
			"aws iam delete-saml-provider --saml-provider-arn=arn:aws:iam::123456789012:saml-provider/okta",
		],
	}}
}

test_new_since_the_baseline if {
	findings := rule.deny with input as now([], [object.union(oidc, old)]) with data.baseline as then([], [])
	findings == {{
		"msg": "OpenID Connect provider 'example.com' is new since the baseline of 2026-11-10T12:00:00Z.",
		"resource": oidc.arn,
		"evidence": {
			"kind": "drift",
			"baseline": drift.since,
			"type": "OpenID Connect",
			"create_date": "2026-11-01T00:00:00Z",
		},
		"fix": [sprintf("aws iam %s-open-id-connect-provider --open-id-connect-provider-arn=%s%s", [verb, oidc.arn, into]) |
			some [verb, into] in [["get", " --output=json > provider.json"], ["delete", ""]]
		],
	}}
}

test_one_finding_for_both if {
	findings := rule.deny with input as now([saml], [oidc]) with data.baseline as then([], [])
	{[finding.resource, finding.evidence.kind] | some finding in findings} == {[saml.arn, "drift"], [oidc.arn, "drift"]}
	count(findings) == 2
}

test_window[note] if {
	some note, tc in {
		"at its beginning": {"create_date": "2026-11-15T12:00:00Z", "findings": 2},
		"before": {"create_date": "2026-11-15T11:59:59Z", "findings": 0},
	}
	date := {"create_date": tc.create_date}
	findings := rule.deny with input as now([object.union(saml, date)], [object.union(oidc, date)])
	count(findings) == tc.findings
}

test_clean[note] if {
	olds := now([object.union(saml, old)], [object.union(oidc, old)])
	some note, tc in {
		"unchanged": {"now": olds, "then": olds},
		"removed": {"now": now([], []), "then": olds},
		"none": {"now": now([], []), "then": then([], [])},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

test_unread[note] if {
	olds := now([object.union(saml, old)], [object.union(oidc, old)])
	some note, tc in {
		"everything": {"now": fixture.empty, "then": then([], [])},
		"everything then": {"now": olds, "then": fixture.empty},
		"partly then": {"now": olds, "then": object.union(then([], []), {"coverage": {
			"iam.saml_providers": {"status": "partial"},
			"iam.oidc_providers": drift.unread,
		}})},
		"date": {"now": now([object.remove(saml, ["create_date"])], []), "then": fixture.empty},
	}
	findings := rule.deny with input as tc.now with data.baseline as tc.then
	count(findings) == 0
}

sso := {"invoked_by": "sso.amazonaws.com"}

test_event[note] if {
	some note, tc in {
		"CreateSAMLProvider": {
			"more": {"request": {"name": "okta"}, "response": {"sAMLProviderArn": saml.arn}},
			"name": "'okta'",
			"resource": saml.arn,
		},
		"UpdateSAMLProvider": {"more": {"request": {"sAMLProviderArn": saml.arn}}, "name": sprintf("'%s'", [saml.arn]), "resource": saml.arn},
		"CreateOpenIDConnectProvider": {
			"more": {"request": {"url": "https://example.com"}, "response": {"openIDConnectProviderArn": oidc.arn}},
			"name": "'https://example.com'",
			"resource": oidc.arn,
		},
		"AddClientIDToOpenIDConnectProvider": {
			"more": {"request": {"openIDConnectProviderArn": oidc.arn, "clientID": "x"}},
			"name": sprintf("'%s'", [oidc.arn]),
			"resource": oidc.arn,
		},
	}
	some finding in rule.deny with input as fixture.events([fixture.event(sprintf("iam.amazonaws.com/%s", [note]), tc.more)])
	finding.msg == sprintf("%s let an identity provider in (%s): %s %s.", [fixture.by_mallory, note, tc.name, fixture.then_and_there])
	finding.resource == tc.resource
	finding.evidence.kind == "event"
}

test_event_of_a_trust_anchor if {
	some finding in rule.deny with input as fixture.events([fixture.event(
		"rolesanywhere.amazonaws.com/CreateTrustAnchor",
		{"request": {"name": "ca"}},
	)])
	contains(finding.msg, "(CreateTrustAnchor): 'ca' at")
	finding.resource == fixture.account
}

test_event_of_an_attempt if {
	some finding in rule.deny with input as fixture.events([fixture.denied("iam.amazonaws.com/CreateSAMLProvider")])
	contains(finding.msg, "tried to let an identity provider in (CreateSAMLProvider): one that is not named at")
	finding.resource == fixture.account
}

test_event_clean[note] if {
	some note, event in {
		"kept by Identity Center": fixture.event("iam.amazonaws.com/UpdateSAMLProvider", {"actor": sso}),
		"from its address": fixture.event("iam.amazonaws.com/UpdateSAMLProvider", {"source_ip_address": "sso.amazonaws.com"}),
		"removed": fixture.event("iam.amazonaws.com/DeleteSAMLProvider", {"request": {"sAMLProviderArn": saml.arn}}),
		"another service": fixture.event("x.amazonaws.com/CreateSAMLProvider", {}),
	}
	count(rule.deny) == 0 with input as fixture.events([event])
}

# One that it brings is one to ask for.
test_event_of_identity_center if {
	event := fixture.event("iam.amazonaws.com/CreateSAMLProvider", {"actor": sso, "request": {"name": "AWSSSO_x_DO_NOT_DELETE"}})
	count(rule.deny) == 1 with input as fixture.events([event])
}
