# METADATA
# title: What is found where a path of alerts is broken
package tocsin.lib.broken_path

import data.tocsin.lib.account
import data.tocsin.lib.probe

# finding is about an edge, and the cases of probes and regions in which it is the first to be broken. The
# commands mend all that is broken on the paths: it takes them all for an alert to come through.
finding(broken, cases) := {
	"msg": sprintf("Nobody is alerted of %s: %s.", [probe.listed(names), broken.why]),
	"resource": account.arn,
	"key": concat(" ", array.flatten([names, regions, broken.edge, broken.at])),
	"evidence": {
		"probes": names,
		"regions": regions,
		"broken_edge": object.filter(broken, ["edge", "at"]),
		"path": [object.filter(e, ["edge", "state", "at"]) | some e in cases[0].path],
	},
	"fix": distinct([command | some c in cases; some e in c.path; some command in object.get(e, "fix", [])]),
} if {
	names := distinct([c.probe | some c in cases])
	regions := distinct([c.region | some c in cases])
}

# distinct drops what stands before already.
distinct(list) := [item | some i, item in list; not item in array.slice(list, 0, i)]
