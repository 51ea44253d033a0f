# METADATA
# title: What the role that answers incidents may do
# schemas:
#   - data.params.responder_role:
#       type: string
#       default: ""
#       description: Name or ARN of the role that answers incidents in this account.
package tocsin.lib.responder

import data.tocsin.lib.arn

is_named if data.params.responder_role != ""

# A snapshot may have been taken for another role, or for none.
rights := input.aws.iam.responder_rights if {
	arn.name(input.aws.iam.responder_rights.role_arn) == arn.name(data.params.responder_role)
}

lacking contains simulated.action if {
	some simulated in denied
	count(simulated.missing_context) == 0
}

# Whether these are denied depends on what only a real call brings with it, such as MFA.
undecided contains simulated if {
	some simulated in denied
	count(simulated.missing_context) > 0
}

denied contains simulated if {
	some simulated in rights.actions
	simulated.decision != "allowed"
}
