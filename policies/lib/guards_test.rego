package tocsin.lib.guards_test

import data.tocsin.lib.alert_fixture_test as alert
import data.tocsin.lib.guards
import data.tocsin.lib.probe

composite := {
	"arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:Any",
	"name": "Any",
	"region": "us-east-1",
	"alarm_actions": [alert.topic.arn],
	"fires_with": ["Audit"],
}

test_alarm[note] if {
	some note, tc in {
		"of the filter's metric": {"alarm": alert.alarm, "want": probe.names},
		"composite": {"alarm": composite, "want": probe.names},
		"of another metric": {"alarm": object.union(alert.alarm, {"metric_name": "x"}), "want": []},
		"of another region": {"alarm": object.union(alert.alarm, {"region": "eu-west-1"}), "want": []},
	}
	names := guards.alarm(tc.alarm) with input as alert.by_filter({})
	names == tc.want
}

test_topic[note] if {
	some note, tc in {
		"by an alarm": {"snapshot": alert.by_filter({}), "want": probe.names},
		"by a rule": {"snapshot": alert.by_rule({}), "want": probe.names},
		"by nothing": {"snapshot": alert.silent({}), "want": []},
	}
	names := guards.topic(alert.topic.arn) with input as tc.snapshot
	names == tc.want
}

test_words if {
	guards.text([]) == ""
	guards.text(["create_user"]) == "; of CreateUser people learn by it"
	guards.evidence([]) == {}
	guards.evidence(["create_user"]) == {"alerts_of": ["create_user"]}
}
