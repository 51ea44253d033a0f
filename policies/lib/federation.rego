# METADATA
# title: Whom of an identity provider's users a role lets in
# description: |
#   Most providers issue tokens to anybody who asks. A trust policy has to say who of them is meant: by
#   the subject, or by a claim that stands for one's own part of the provider.
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
package tocsin.lib.federation

import data.tocsin.lib.assuming
import data.tocsin.lib.requirements
import data.tocsin.lib.subjects

# Who is let in by a provider without a bound, in words; undefined if the statement bounds it.
unbounded(role, statement, provider) := "without a bound on the audience" if {
	contains(provider, ":saml-provider/")
	"sts:assumerolewithsaml" in assuming.operations(statement)
	not requires(role, statement, {"saml:aud"})
}

unbounded(role, statement, provider) := "without a bound on the subject" if {
	not contains(provider, ":saml-provider/")
	"sts:assumerolewithwebidentity" in assuming.operations(statement)
	not is_bounded(role, statement, issuer(provider))
}

# The provider's address, which begins its condition keys. AWS's own ones are written without an ARN.
issuer(provider) := lower(regex.replace(provider, `^arn:[^:]*:iam::[0-9]*:oidc-provider/`, ""))

is_bounded(role, statement, issuer) if {
	own := {"sub"} | object.get(claims, issuer, set())
	requires(role, statement, {concat(":", [issuer, claim]) | some claim in own})
}

# An identity pool, and whether its guests or those who signed in.
is_bounded(role, statement, "cognito-identity.amazonaws.com") if {
	requires(role, statement, {"cognito-identity.amazonaws.com:aud"})
	requires(role, statement, {"cognito-identity.amazonaws.com:amr"})
}

# Claims that stand for a customer of a provider, or for an app's own users. Not GitHub's actor, ref,
# environment and workflow, which anybody can name alike; nor Google's oaud, which its bearer chooses.
claims := {
	"accounts.google.com": {"aud"},
	"api.pulumi.com/oidc": {"aud"},
	"graph.facebook.com": {"app_id", "id"},
	"oidc.vercel.com": {"aud"},
	"token.actions.githubusercontent.com": {"enterprise_id", "repository", "repository_id"},
	"www.amazon.com": {"app_id", "user_id"},
}

# Whether a condition on one of the keys has to hold. Of alternatives all must be on the same.
requires(role, statement, keys) if {
	some alternatives in requirements.of(role, statement)
	some key in ({condition.key | some condition in alternatives} & keys)
	count([condition | some condition in alternatives; not subjects.names(condition, key)]) == 0
}
