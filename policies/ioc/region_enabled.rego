# METADATA
# title: A region was enabled
# description: |
#   Most regions are off until somebody enables them. In one that nobody watches, instances run and
#   nobody asks. Regions that AWS itself turns on for everybody do not count.
# related_resources:
#   - https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
# custom:
#   severity: medium
#   runbook: contact_changes
#   attack: [T1535]
#   events:
#     - account.amazonaws.com/EnableRegion
#   applies_when: neither a baseline nor events are given
#   remediation: |
#     Ask who enabled it and what for. Look for what runs there before it is disabled: disabling hides
#     what is there, and goes on charging for it.
package tocsin.ioc.region_enabled

import data.tocsin.lib.account
import data.tocsin.lib.account_events
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.events
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Region '%s' was enabled since the baseline of %s.", [region.name, drift.since]),
	"resource": account.arn,
	"region": region.name,
	"evidence": drift.evidence(object.filter(region, ["opt_in_status"])),
	"fix": [sprintf("aws account disable-region --region-name=%s", [shell.quote(region.name)])],
} if {
	drift.read_then("account.regions")
	before := {region.name | some region in data.baseline.aws.account.regions}
	some region in input.aws.account.regions
	region.opt_in_status != "opt-in-not-required"
	not region.name in before
}

deny contains event_finding.of(event, {
	"did": "enabled",
	"try": "enable",
	"what": sprintf("%s%s", [event_finding.named("region", region), account_events.subject(event).of]),
	"resource": account_events.subject(event).arn,
	"evidence": {"enabled_region": region},
	"fix": [disable(event, region) | region != ""],
}) if {
	some event in events.of("account.amazonaws.com", {"EnableRegion"})
	region := events.text(event, ["request", "regionName"])
}

applicable if drift.given

applicable if events.given

disable(event, region) := sprintf("aws account disable-region %s", [concat(" ", array.concat(
	[sprintf("--account-id=%s", [account_events.subject(event).id]) | account_events.subject(event).of != ""],
	[sprintf("--region-name=%s", [shell.quote(region)])],
))])
