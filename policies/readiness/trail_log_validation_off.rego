# METADATA
# title: A trail does not validate its log files
# description: |
#   Digest files, signed and chained, show whether a log file was changed or deleted after CloudTrail
#   delivered it. Without them the logs prove nothing about someone who could write to the bucket.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   severity: medium
#   runbook: cloudtrail
#   attack: [T1565.001]
#   remediation: Enable log file validation; a trail of the organisation is changed in the account that its ARN names.
package tocsin.readiness.trail_log_validation_off

import data.tocsin.lib.arn
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Trail '%s' does not validate its log files.", [arn.name(trail.arn)]),
	"resource": trail.arn,
	"region": arn.region(trail.arn),
	"evidence": object.filter(trail, ["log_file_validation_enabled", "is_logging", "is_organization_trail"]),
	"fix": [sprintf(
		"aws cloudtrail update-trail --name=%s --enable-log-file-validation --region=%s",
		[shell.quote(trail.arn), shell.quote(arn.region(trail.arn))],
	)],
} if {
	some trail in input.aws.cloudtrail.trails
	trail.log_file_validation_enabled == false
}
