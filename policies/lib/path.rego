# METADATA
# title: Whether alerts reach people
# description: |
#   A probe alerts somebody if there is a path, by a metric filter or by a rule of EventBridge, of which
#   every edge holds: from the event to a confirmed subscription, or to a target that cannot be followed.
package tocsin.lib.path

import data.tocsin.lib.account
import data.tocsin.lib.alert_filter
import data.tocsin.lib.alert_rule
import data.tocsin.lib.alert_trail
import data.tocsin.lib.broken_path
import data.tocsin.lib.central_alerting
import data.tocsin.lib.drift
import data.tocsin.lib.edge
import data.tocsin.lib.probe
import data.tocsin.lib.rule_commands

# closest holds, for each of the probes and each region in which it is recorded, the path that comes
# furthest.
closest(probes) := [{"probe": name, "region": region, "path": nearest(name, region, probes)} |
	some name in probes
	some region in probe.regions(name)
]

nearest(name, region, probes) := edge.best(paths) if {
	paths := alert_filter.paths(name, region) | alert_rule.paths(name, region)
	count(paths) > 0
} else := array.concat(alert_trail.recorded(region), [edge.broken(
	"detector_missing",
	account.arn,
	"no metric filter and no rule matches",
	rule_commands.put(concat("-", ["alert", replace(probes[0], "_", "-")]), probe.pattern(probes), region),
)])

# findings has one finding for each edge that is the first to be broken on the way of any of the probes.
findings(probes) := set() if {
	central_alerting.expected
} else := {broken_path.finding(broken, [c | some c in cases; edge.first_broken(c.path) == broken]) |
	cases := [c | some c in closest(probes); edge.fails(c.path)]
	some broken in {edge.first_broken(c.path) | some c in cases}
}

# proven holds if every one of the probes has a path of which every edge was seen to hold. Which
# regions matter for trails is known if all trails are.
proven(probes) if {
	known_regions(probes)
	every c in closest(probes) { edge.proven(c.path) }
}

proven(_) if central_alerting.expected

known_regions(probes) if {
	not probe.is_of_trails(probes[0])
	account.global_region
}

known_regions(probes) if {
	probe.is_of_trails(probes[0])
	drift.read_now("cloudtrail.trails")
}

# undecided says what cannot be known, by whatever means.
undecided(probes) := obstacles | {e.why |
	some c in closest(probes)
	not edge.fails(c.path)
	some e in c.path
	e.state == "open"
}

obstacles contains why if some why in central_alerting.obstacles

obstacles contains why if some why in alert_filter.undecided

obstacles contains why if some why in alert_rule.undecided

obstacles contains sprintf("where partition '%s' records global services is not known", [input.meta.partition]) if {
	not account.global_region
}
