# METADATA
# title: The responder role cannot contain an incident
# description: |
#   The role named in the parameter responder_role is to make keys inactive, start trails, stop
#   instances and open a support case. Whether it may is better known before. IAM simulates its policies,
#   its boundary and those of the organisation, for any resource.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
#   - https://github.com/aws-samples/aws-incident-response-playbooks
# custom:
#   severity: medium
#   runbook: cli_configured
#   attack: []
#   applies_when: the parameter responder_role names no role
#   remediation: Give the role the rights that it lacks, and practise with it.
package tocsin.readiness.responder_lacks_containment_rights

import data.tocsin.lib.arn
import data.tocsin.lib.responder
import data.tocsin.lib.shell

applicable if responder.is_named

deny contains {
	"msg": sprintf("The responder role '%s' does not exist.", [arn.name(responder.rights.role_arn)]),
	"resource": responder.rights.role_arn,
	"evidence": {"exists": false},
	"fix": [],
} if {
	responder.rights.exists == false
}

deny contains {
	"msg": sprintf("The responder role '%s' lacks %d of %d rights.", [name, count(lacking), count(responder.rights.actions)]),
	"resource": responder.rights.role_arn,
	"evidence": {"actions": lacking},
	"fix": [sprintf("aws iam put-role-policy --role-name=%s --policy-name=containment --policy-document=%s", [
		shell.quote(name),
		shell.quote(json.marshal({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": lacking, "Resource": "*"}]})),
	])],
} if {
	lacking := sort(responder.lacking)
	count(lacking) > 0
	name := arn.name(responder.rights.role_arn)
}

unknown contains "the rights of the role that responder_role names were not simulated" if not responder.rights

unknown contains sprintf("whether %s is allowed depends on %s", [simulated.action, concat(", ", simulated.missing_context)]) if {
	some simulated in responder.undecided
}
