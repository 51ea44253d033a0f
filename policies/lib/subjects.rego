# METADATA
# title: Conditions that say who of an identity provider's users is meant
# description: |
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
#   A value of mere wildcards says nobody, however it begins.
package tocsin.lib.subjects

# Providers of many customers, who are told apart by the first part of the subject.
shared := {
	"agent.buildkite.com",
	"app.terraform.io",
	"gitlab.com",
	"token.actions.githubusercontent.com",
	"vstoken.actions.githubusercontent.com",
}

names(condition, key) if {
	condition.key == key
	regex.match(`(?i)^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$`, condition.operator)
	says_who(condition)
}

# Every token has a subject and every assertion an audience, so that it does not matter what holds for
# those without.
names(condition, key) if {
	condition.key == key
	regex.match(`(:sub|^saml:aud)$`, key)
	regex.match(`(?i)^(ForA(ny|ll)Values?:)?String(Equals|EqualsIgnoreCase|Like)(IfExists)?$`, condition.operator)
	says_who(condition)
}

says_who(condition) if {
	count(condition.values) > 0
	count([value | some value in condition.values; not is_somebody(condition, value)]) == 0
	count([value | some value in condition.values; is_anybodys(condition, value)]) == 0
}

# What GitHub's subjects hold their owner chooses; one that does not tell the owner, such as a mere branch,
# anybody can have alike.
# https://docs.github.com/en/actions/reference/security/oidc
is_anybodys(condition, value) if {
	regex.match(`^(vs)?token\.actions\.githubusercontent\.com:sub$`, condition.key)
	not regex.match(sprintf(`(^|:)(%s):%s`, [concat("|", telling_owner), owner(condition)]), value)
}

owner(condition) := `[^:/*?]+([:/]|$)` if has_wildcards(condition)

owner(condition) := "." if not has_wildcards(condition)

telling_owner := [
	"repo", "repository", "repository_id", "repository_owner", "repository_owner_id",
	"job_workflow_ref", "enterprise", "enterprise_id",
]

# Without Like a wildcard is a character as any other.
is_somebody(condition, value) if {
	not has_wildcards(condition)
	value != ""
}

is_somebody(condition, value) if regex.match(pattern(condition.key), rest(value))

# The text without what all subjects of a provider begin with, such as repo:, organization: or org/.
rest(value) := regex.replace(value, `^(system:serviceaccount:|org/|[A-Za-z_-]+:(//)?)`, "")

# With a shared provider the first part must be written out: who registers octopus is let in by octo*.
pattern(key) := `^[^:/*?]+([:/]|$)` if {
	regex.replace(key, `:[a-z_]+$`, "") in shared
} else := `[0-9A-Za-z]`

has_wildcards(condition) if contains(lower(condition.operator), "like")
