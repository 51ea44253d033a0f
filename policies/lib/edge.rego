# METADATA
# title: The edges of the paths by which alerts reach people
# description: |
#   A path is a list of edges, in the order in which an alert takes them. An edge is ok, broken, or open:
#   what decides it could not be read, or cannot be known.
package tocsin.lib.edge

# ok is an edge that was seen to hold, at a resource.
ok(name, at) := {"edge": name, "state": "ok", "at": at}

# broken says what is wrong, as a clause that ends a sentence, and what mends it.
broken(name, at, why, fix) := {"edge": name, "state": "broken", "at": at, "why": why, "fix": fix}

open(name, at, why) := {"edge": name, "state": "open", "at": at, "why": why}

# rank says how far a path comes: 2 if it is proven to be whole, 1 if nothing of it is known to be
# broken, otherwise 0; and then how many of its edges are ok.
rank(path) := [2, count(path)] if {
	every edge in path { edge.state == "ok" }
} else := [1, oks(path)] if {
	every edge in path { edge.state != "broken" }
} else := [0, oks(path)]

oks(path) := count([edge | some edge in path; edge.state == "ok"])

# best is the path that comes furthest. Of equals it is always the same one.
best(paths) := max({[rank(path), path] | some path in paths})[1]

proven(path) if rank(path)[0] == 2

fails(path) if rank(path)[0] == 0

first_broken(path) := [edge | some edge in path; edge.state == "broken"][0]

# unread reports whether anything of a section was not read in a region. Section is its coverage.
unread(section, _) if section.status in {"missing", "off"}

unread(section, region) if {
	some gap in section.gaps
	object.get(gap, "region", region) == region
}
