# METADATA
# title: A resource has appeared
# description: |
#   Of the types that the parameter resource_types names, whatever the account has and had not in the
#   baseline. What is new of a type, or in a region, that the baseline did not list is unknown.
# related_resources:
#   - https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/supported-resources.html
# schemas:
#   - data.params.resource_types:
#       type: array
#       items: {type: string, pattern: "^[A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9]+$"}
#       default: []
#       description: |
#         Types of resources that are listed through Cloud Control, such as AWS::Lambda::Function. The service that
#         owns a type asks for an action of its own, too, such as lambda:ListFunctions, which iam-policy does not know.
# custom:
#   severity: medium
#   runbook: your_infrastructure
#   attack: [T1578]
#   applies_when: no baseline is given, or the parameter resource_types names nothing
#   remediation: Find out who made it and what for. What nobody expects is evidence before it is rubbish.
package tocsin.impact.unexpected_resource

import data.tocsin.lib.account
import data.tocsin.lib.drift
import data.tocsin.lib.shell

applicable if {
	drift.given
	count(data.params.resource_types) > 0
}

deny contains {
	"msg": sprintf("%s '%s' in %s is new.", [listing.type_name, identifier, listing.region]),
	"resource": account.arn,
	"region": listing.region,
	"key": sprintf("%s %s", [listing.type_name, identifier]),
	"evidence": drift.evidence({"type_name": listing.type_name, "identifier": identifier}),
	"fix": [sprintf("aws cloudcontrol get-resource --type-name=%s --identifier=%s --region=%s", [
		shell.quote(listing.type_name),
		shell.quote(identifier),
		shell.quote(listing.region),
	])],
} if {
	some listing in input.aws.cloudcontrol.resources
	listing.type_name in data.params.resource_types
	some before in data.baseline.aws.cloudcontrol.resources
	before.type_name == listing.type_name
	before.region == listing.region
	some identifier in listing.identifiers
	not identifier in before.identifiers
}

unknown contains sprintf("%s was not listed", [name]) if {
	some name in data.params.resource_types
	not name in {listing.type_name | some listing in input.aws.cloudcontrol.resources}
}

unknown contains sprintf("%s was not listed in the baseline", [name]) if {
	some name in data.params.resource_types
	not name in types_before
}

# As in a region that was not enabled then.
unknown contains sprintf("%s was not listed in %s in the baseline", [listing.type_name, listing.region]) if {
	some listing in input.aws.cloudcontrol.resources
	count(listing.identifiers) > 0
	listing.type_name in types_before
	not [listing.type_name, listing.region] in listed_before
}

listed_before := {[before.type_name, before.region] | some before in data.baseline.aws.cloudcontrol.resources}

types_before := {before.type_name | some before in data.baseline.aws.cloudcontrol.resources}
