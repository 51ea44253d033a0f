# METADATA
# title: What may be concluded from an older snapshot
# description: |
#   That something is gone is known only if now all was read where it was; that something is new, only
#   if then all was read where it is. Rules refer to input.aws.… and data.baseline.aws.… themselves:
#   what a rule reads is taken from its references.
package tocsin.lib.drift

# There is a baseline.
given if data.baseline.meta

# When the baseline was read.
since := data.baseline.meta.collected_at

# All of a section was read, in every region.
read_now(section) if input.coverage[section].status == "complete"

read_then(section) if data.baseline.coverage[section].status == "complete"

# All of a section was read, now and, if there is a baseline, then.
read_whenever(section) if {
	read_now(section)
	not given
}

read_whenever(section) if {
	read_now(section)
	read_then(section)
}

# All of a section was read in one region: a region that is closed to the reader, as a service control
# policy does it, says nothing about the others. Any gap in the region counts, for not every gap of
# a listing can be told from one of a single resource.
read_now_in(section, region) if {
	region in input.meta.regions
	whole_in(input.coverage[section], region)
}

read_then_in(section, region) if {
	region in data.baseline.meta.regions
	whole_in(data.baseline.coverage[section], region)
}

whole_in(coverage, _) if coverage.status == "complete"

whole_in(coverage, region) if {
	coverage.status == "partial"
	count(coverage.gaps) > 0
	count([gap | some gap in coverage.gaps; object.get(gap, "region", region) == region]) == 0
}

# new_since is from when on something is new that says itself since when it has been there. The window may be
# shorter than the time since a baseline that did not read the region, as when it was not enabled.
new_since(section, region) := earliest if {
	not read_then_in(section, region)
} else := input.meta.window.state_since

earliest := min({since, input.meta.window.state_since})

# evidence is that of a finding which rests on the baseline.
evidence(more) := object.union({"kind": "drift", "baseline": since}, more)
