# METADATA
# title: An identity provider was added
# description: |
#   Whoever controls an identity provider signs in as anybody who may come through it. One counts as new
#   that was created in the window, or that a baseline lacks. A new EKS cluster and IAM Identity Center
#   bring one of their own: ask for those, too.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html
# custom:
#   severity: high
#   runbook: cross_account_roles
#   attack: [T1484.002]
#   events:
#     - iam.amazonaws.com/CreateSAMLProvider
#     - iam.amazonaws.com/UpdateSAMLProvider
#     - iam.amazonaws.com/CreateOpenIDConnectProvider
#     - iam.amazonaws.com/AddClientIDToOpenIDConnectProvider
#     - rolesanywhere.amazonaws.com/CreateTrustAnchor
#     - rolesanywhere.amazonaws.com/UpdateTrustAnchor
#   remediation: |
#     Ask who added it and what for. Before it is deleted, look for roles that trust it: they are how it is
#     used, and CloudTrail has the sessions.
package tocsin.impact.identity_provider_added

import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.event_finding
import data.tocsin.lib.provider_events
import data.tocsin.lib.shell

deny contains found(provider.arn, "SAML", why, "saml-provider --saml-provider-arn") if {
	known := {provider.arn | some provider in data.baseline.aws.iam.saml_providers}
	some provider in input.aws.iam.saml_providers
	why := reason("iam.saml_providers", known, provider)
}

deny contains found(provider.arn, "OpenID Connect", why, "open-id-connect-provider --open-id-connect-provider-arn") if {
	known := {provider.arn | some provider in data.baseline.aws.iam.oidc_providers}
	some provider in input.aws.iam.oidc_providers
	why := reason("iam.oidc_providers", known, provider)
}

deny contains event_finding.of(addition.event, addition) if some addition in provider_events.additions

reason(section, known, provider) := {
	"text": sprintf("is new since the baseline of %s", [drift.since]),
	"evidence": drift.evidence(object.filter(provider, ["create_date"])),
} if {
	drift.read_then(section)
	not provider.arn in known
} else := {
	"text": sprintf("was created at %s", [provider.create_date]),
	"evidence": {"kind": "state", "create_date": provider.create_date},
} if {
	provider.create_date >= input.meta.window.state_since
}

# What the provider was is evidence, and gone with it.
found(provider, kind, why, what) := {
	"msg": sprintf("%s provider '%s' %s.", [kind, arn.name(provider), why.text]),
	"resource": provider,
	"evidence": object.union(why.evidence, {"type": kind}),
	"fix": [
		sprintf("aws iam get-%s=%s --output=json > provider.json", [what, shell.quote(provider)]),
		sprintf("aws iam delete-%s=%s", [what, shell.quote(provider)]),
	],
}
