# METADATA
# title: Security Hub checks nothing
# description: |
#   Security Hub CSPM that is on, but with no standard enabled and no product that sends it findings,
#   has nothing to show. The newer Security Hub, where it is on, needs no standards.
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/enable-standards.html
# custom:
#   severity: medium
#   runbook: security_hub_active
#   attack: []
#   remediation: Enable the standard AWS Foundational Security Best Practices, and the products that are to send findings.
package tocsin.readiness.security_hub_without_standards

import data.tocsin.lib.regions
import data.tocsin.lib.shell

deny contains {
	"msg": sprintf("Security Hub in %s has neither a standard nor an integration.", [hub.region]),
	"resource": hub.arn,
	"region": hub.region,
	"evidence": object.union(
		{"standards": [standard.standard_arn | some standard in input.aws.securityhub.standards; standard.region == hub.region]},
		object.filter(hub, ["subscribed_at"]),
	),
	"fix": [sprintf("aws securityhub batch-enable-standards --standards-subscription-requests=%s --region=%s", [
		shell.list([{"StandardsArn": sprintf("arn:%s:securityhub:%s::standards/%s", [input.meta.partition, hub.region, recommended])}]),
		shell.quote(hub.region),
	])],
} if {
	some hub in input.aws.securityhub.hubs
	hub.region in read
	not hub.region in served
}

recommended := "aws-foundational-security-best-practices/v/1.0.0"

read := {region |
	some region in regions.read(input.coverage["securityhub.standards"])
	region in regions.read(input.coverage["securityhub.integrations"])
	region in regions.read(input.coverage["securityhub.hubs_v2"])
}

# One that is on its way out checks nothing.
served contains standard.region if {
	some standard in input.aws.securityhub.standards
	not standard.status in {"DELETING", "FAILED"}
}

served contains integration.region if some integration in input.aws.securityhub.integrations

served contains hub.region if some hub in input.aws.securityhub.hubs_v2
