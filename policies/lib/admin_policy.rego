# METADATA
# title: Whether a policy's text makes an administrator
# description: |
#   Events hold policies as text. The judgement is that of is_admin: a policy makes an administrator who may do
#   whatever it does not name, and take over the account by IAM: it is asked for what no text can foresee.
package tocsin.lib.admin_policy

import data.tocsin.lib.policy_events

makes_admin(statements) if {
	allows(statements, {"Action": "-:-", "Resource": arn("-:-:-:-")})
	some action in takeovers
	allows(statements, {"Action": action, "Resource": arn("iam::-:-/-")})
}

arn(rest) := sprintf("arn:%s:%s", [input.meta.partition, rest])

# Each lets its holder become an administrator, or act as one.
takeovers := {
	"iam:addusertogroup", "iam:attachgrouppolicy", "iam:attachrolepolicy", "iam:attachuserpolicy",
	"iam:createaccesskey", "iam:createloginprofile", "iam:createpolicyversion",
	"iam:putgrouppolicy", "iam:putrolepolicy", "iam:putuserpolicy",
	"iam:setdefaultpolicyversion", "iam:updateassumerolepolicy", "iam:updateloginprofile",
}

# A Deny with a condition, such as one without MFA, spares a caller who does not meet it.
allows(statements, request) if {
	not is_denied(statements, request)
	some statement in statements
	statement.Effect == "Allow"
	not narrows(statement)
	covers(statement, request)
}

is_denied(statements, request) if {
	some statement in statements
	statement.Effect == "Deny"
	policy_events.is_unconditional(statement)
	covers(statement, request)
}

covers(statement, request) if {
	every member, name in request { names(statement, member, name) }
}

names(statement, member, name) if {
	some pattern in policy_events.as_list(statement[member])
	matches(cased(member, pattern), name)
}

names(statement, member, name) if {
	except := policy_events.as_list(statement[sprintf("Not%s", [member])])
	count(except) > 0
	every pattern in except { not matches(cased(member, pattern), name) }
}

cased("Action", pattern) := lower(pattern)

cased("Resource", pattern) := pattern

# * stands for any characters and ? for one.
matches(pattern, name) if {
	plain := regex.replace(pattern, `[\\.+()|\[\]{}^$]`, `\$0`)
	regex.match(sprintf("^(?s:%s)$", [replace(replace(plain, "*", ".*"), "?", ".")]), name)
}

# narrows says whether a condition limits what is allowed. One on who calls, from where, when and how he
# signed in lets fewer people be administrators, but be it they do, and so does one on the own account.
narrows(statement) if {
	some tests in statement.Condition
	some key, _ in tests
	not regex.match(about_callers, lower(key))
}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
about_callers := concat("", [
	`^aws:(principal.*|userid|username|federatedprovider|multifactorauth.*|tokenissuetime|`,
	`sourceip|vpcsourceip|sourcevpc.*|vpce.*|securetransport|viaawsservice|useragent|referer|currenttime|epochtime|`,
	`resource(account|orgid|orgpaths))$`,
])
