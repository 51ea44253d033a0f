package org.required_state_machine_test

import data.org.required_state_machine as rule

snapshot(machines) := {"meta": {"account_id": "123456789012"}, "aws": {"stepfunctions": {"state_machines": machines}}}

active := {"name": "isolate", "status": "ACTIVE"}

deleting := {"name": "isolate", "status": "DELETING"}

unread := {"name": "isolate"}

test_not_there if {
	findings := rule.deny with input as snapshot([{"name": "orders", "status": "ACTIVE"}])
		with data.params.required_state_machines as ["isolate"]
	findings == {{
		"msg": "State machine 'isolate' is not there.",
		"resource": "123456789012",
		"key": "isolate",
		"evidence": {"required": "isolate", "being_deleted": false},
	}}
}

test_being_deleted if {
	some finding in rule.deny with input as snapshot([deleting])
		with data.params.required_state_machines as ["isolate"]
	finding.evidence.being_deleted == true
}

test_no_finding[note] if {
	some note, tc in {
		"active": snapshot([active]),
		"active in another region": snapshot([deleting, active]),
		"status unread": snapshot([deleting, unread]),
		"nothing read": {"meta": {"account_id": "123456789012"}, "aws": {}},
	}
	findings := rule.deny with input as tc with data.params.required_state_machines as ["isolate"]
	count(findings) == 0
}

test_unknown[note] if {
	some note, tc in {
		"status unread": {"machines": [unread], "reasons": 1},
		"active elsewhere": {"machines": [unread, active], "reasons": 0},
		"not there": {"machines": [], "reasons": 0},
	}
	reasons := rule.unknown with input as snapshot(tc.machines) with data.params.required_state_machines as ["isolate"]
	count(reasons) == tc.reasons
}

test_confirmed if {
	rule.confirmed with input as snapshot([active]) with data.params.required_state_machines as ["isolate"]
	not rule.confirmed with input as snapshot([active]) with data.params.required_state_machines as ["isolate", "revoke"]
	not rule.confirmed with input as snapshot([unread]) with data.params.required_state_machines as ["isolate"]
}

test_applicable if {
	rule.applicable with data.params.required_state_machines as ["isolate"]
	not rule.applicable with data.params.required_state_machines as []
}
