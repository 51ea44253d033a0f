package tocsin.ioc.root_login_failures_test

import data.tocsin.ioc.root_login_failures as rule
import data.tocsin.lib.fixture_test as fixture

failed(hour) := fixture.by_root("signin.amazonaws.com/ConsoleLogin", {
	"time": sprintf("2026-11-22T0%d:00:00Z", [hour]),
	"id": sprintf("e%d", [hour]),
	"succeeded": false,
	"error_message": "Failed authentication",
	"source_ip_address": sprintf("198.51.100.%d", [hour]),
})

test_failures if {
	findings := rule.deny with input as fixture.events([failed(1), failed(2), failed(3)])
		with data.params.root_login_failures as 3
	findings == {{
		"msg": concat(" ", [
			"3 sign-ins as root failed between 2026-11-22T01:00:00Z and 2026-11-22T03:00:00Z,",
			"from 198.51.100.1, 198.51.100.2, 198.51.100.3.",
		]),
		"resource": fixture.root,
		"evidence": {
			"kind": "event",
			"count": 3,
			"first": "2026-11-22T01:00:00Z",
			"last": "2026-11-22T03:00:00Z",
			"source_ip_addresses": ["198.51.100.1", "198.51.100.2", "198.51.100.3"],
		},
		"fix": [],
	}}
}

test_from_nowhere if {
	unknown := object.remove(failed(3), ["source_ip_address"])
	some finding in rule.deny with input as fixture.events([failed(1), failed(2), unknown])
		with data.params.root_login_failures as 3
	endswith(finding.msg, "from 198.51.100.1, 198.51.100.2, an unknown address.")
}

# What is too many somebody else may see in another way.
test_threshold if {
	count(rule.deny) == 1 with input as fixture.events([failed(1)]) with data.params.root_login_failures as 1
}

test_clean[note] if {
	some note, third in {
		"a success": object.union(failed(3), {"succeeded": true}),
		"a user": object.union(object.remove(failed(3), ["root"]), {"actor": {"type": "IAMUser"}}),
		"too old": object.union(failed(3), {"time": "2026-11-21T03:00:00Z"}),
		"something else": object.union(failed(3), {"name": "CheckMfa"}),
	}
	count(rule.deny) == 0 with input as fixture.events([third, failed(1), failed(2)])
		with data.params.root_login_failures as 3
}

test_slips_of_the_finger if {
	count(rule.deny) == 0 with input as fixture.events([failed(1), failed(2)])
		with data.params.root_login_failures as 3
}

test_unread if {
	count(rule.deny) == 0 with input as fixture.empty with data.params.root_login_failures as 1
}
