# METADATA
# title: AWS Config records nothing
# description: |
#   AWS Config keeps what each resource was like at any time: how a role or a bucket policy stood before
#   the intruder, nothing else tells. It records region by region, and a recorder can be stopped.
# related_resources:
#   - https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
# custom:
#   severity: medium
#   runbook: security_hub_active
#   attack: []
#   remediation: Start the recorders that are stopped, and set AWS Config up in the other regions.
package tocsin.readiness.config_recorder_off

import data.tocsin.lib.account
import data.tocsin.lib.regions
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("AWS Config records nothing in %s.", [regions.text(off)]),
	"resource": account.arn,
	"evidence": {"regions": sort(off), "stopped_in": sort({recorder.region | some recorder in stopped})},
	"fix": array.concat(
		[command | some recorder in stopped; command := start(recorder.name, recorder.region)],
		[command | some region in sort(off - {recorder.region | some recorder in stopped}); some command in create(region)],
	),
} if {
	count(off) > 0
}

off := regions.read(input.coverage["config.recorders"]) - on

on contains recorder.region if {
	some recorder in input.aws.config.recorders
	recorder.recording == true
}

stopped contains recorder if {
	some recorder in input.aws.config.recorders
	recorder.region in off
}

start(name, region) := sprintf("aws configservice start-configuration-recorder --configuration-recorder-name=%s --region=%s", [
	shell.quote(name),
	shell.quote(region),
])

# The role and the bucket of its delivery must let AWS Config in, so they are not guessed here.
create(region) := [
	sprintf(`aws configservice put-configuration-recorder --configuration-recorder=name=default,roleARN="$ROLE" --region=%s`, [region]),
	sprintf(`aws configservice put-delivery-channel --delivery-channel=name=default,s3BucketName="$BUCKET" --region=%s`, [region]),
	start("default", region),
]
