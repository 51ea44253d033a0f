# METADATA
# title: Root credentials are not managed centrally
# description: |
#   With central root access the management account deletes the root credentials of its member accounts
#   and does for a while what only their root can. A member's root without credentials cannot be
#   stolen. Whoever enables it has deleted nothing yet.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
#   - https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
# custom:
#   severity: medium
#   runbook: root_password_and_mfa
#   attack: [T1078.004]
#   applies_when: the account is not the management account of an organisation
#   remediation: Enable central root access, then delete the root credentials of each member account.
package tocsin.readiness.root_credentials_not_centralized

import data.tocsin.lib.account

applicable if input.aws.organizations.organization.management_account_id == input.meta.account_id

deny contains {
	"msg": sprintf("Organisation '%s' does not manage its members' root credentials.", [organization.id]),
	"resource": object.get(organization, "arn", account.arn),
	"evidence": input.aws.iam.organizations_features,
	"fix": [
		"aws organizations enable-aws-service-access --service-principal=iam.amazonaws.com",
		"aws iam enable-organizations-root-credentials-management",
		"aws iam enable-organizations-root-sessions",
	],
} if {
	input.aws.iam.organizations_features.root_credentials_management == false
}

organization := input.aws.organizations.organization
