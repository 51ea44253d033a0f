# METADATA
# title: Which management events a trail records no more
package tocsin.lib.narrower_recording

aspects := {
	"read": "does not record management events that read any more",
	"write": "does not record management events that write any more",
	"kms": "does not record the events of KMS any more",
	"rds_data": "does not record the events of the RDS Data API any more",
}

# between are the changes for the worse between two states of a trail.
between(before, now) := {change |
	some key, text in aspects
	before.management_events[key] == true
	now.management_events[key] == false
	not follows(key, now)
	change := {"key": key, "text": text, "before": true, "now": false}
} | {change |
	before.management_events.narrowed == false
	now.management_events.narrowed == true
	change := {
		"key": "narrowed",
		"text": "leaves some management events out that it recorded",
		"before": false,
		"now": true,
	}
}

# What records no reads or no writes records no source wholly: that is no change of its own.
follows(key, now) if {
	key in {"kms", "rds_data"}
	some kind in {"read", "write"}
	now.management_events[kind] == false
}
