# METADATA
# title: The regions in which a section was read
# description: |
#   A region in which something could not be read says nothing about the others: what is off there is
#   off. These functions take a section's coverage, such as input.coverage["guardduty.detectors"].
package tocsin.lib.regions

# read are the regions of the scan of which no gap is known.
read(coverage) := {region |
	coverage.status in {"complete", "partial"}
	some region in input.meta.regions
	not lacks(coverage, region)
}

lacks(coverage, region) if {
	some gap in coverage.gaps
	gap.region == region
}

# only_lacks says that a section was read but for some of the given regions.
only_lacks(coverage, _) if coverage.status == "complete"

only_lacks(coverage, regions) if {
	count(coverage.gaps) > 0
	every gap in coverage.gaps { gap.region in regions }
}

# text names regions for a message, as long as they are few.
text(regions) := sprintf("%d of %d regions: %s", [count(regions), count(input.meta.regions), concat(", ", sort(regions))]) if {
	count(regions) <= 4
} else := sprintf("%d of %d regions", [count(regions), count(input.meta.regions)])
