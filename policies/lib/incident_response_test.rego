package tocsin.lib.incident_response_test

import data.tocsin.lib.incident_response

machine := "arn:aws:states:us-east-1:123456789012:stateMachine:ir-isolate"

test_is_machine[note] if {
	some note, tc in {
		"name": {"params": ["ir-isolate"], "arn": machine, "count": 1},
		"glob": {"params": ["ir-*"], "arn": machine, "count": 1},
		"everything": {"params": ["*"], "arn": machine, "count": 1},
		"one of several": {"params": ["x", "*-isolate"], "arn": machine, "count": 1},
		"version": {"params": ["ir-isolate"], "arn": concat(":", [machine, "3"]), "count": 1},
		"alias": {"params": ["ir-isolate"], "arn": concat(":", [machine, "live"]), "count": 1},
		"part of the name": {"params": ["ir"], "arn": machine, "count": 0},
		"other case": {"params": ["IR-*"], "arn": machine, "count": 0},
		"none named": {"params": [], "arn": machine, "count": 0},
		"function": {"params": ["*"], "arn": "arn:aws:lambda:us-east-1:123456789012:function:ir-isolate", "count": 0},
		"activity": {"params": ["*"], "arn": "arn:aws:states:us-east-1:123456789012:activity:ir-isolate", "count": 0},
		"no ARN": {"params": ["*"], "arn": "ir-isolate", "count": 0},
	}
	count([1 |
		incident_response.is_machine(tc.arn) with data.params.incident_response_state_machines as tc.params
	]) == tc.count
}

test_machines_named if incident_response.machines_named with data.params.incident_response_state_machines as ["x"]

test_no_machines_named if not incident_response.machines_named with data.params.incident_response_state_machines as []

test_no_parameters if not incident_response.machines_named
