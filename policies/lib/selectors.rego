# METADATA
# title: The commands that set what a trail records
package tocsin.lib.selectors

import data.tocsin.lib.arn
import data.tocsin.lib.shell

# record_everything makes a trail record all management events. What it had, the first command shows.
record_everything(trail) := [
	sprintf("aws cloudtrail get-event-selectors --trail-name=%s --region=%s", place),
	sprintf("aws cloudtrail put-event-selectors --trail-name=%s --region=%s --advanced-event-selectors=%s", array.concat(place, [selectors])),
] if {
	place := [shell.quote(trail), shell.quote(arn.region(trail))]
	selectors := shell.quote(`[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]`)
}
