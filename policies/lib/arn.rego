# METADATA
# title: The parts of an ARN
# description: |
#   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html. The parts of what is no ARN
#   are empty, not undefined: an odd name must not make a finding vanish.
package tocsin.lib.arn

default service(_) := ""

service(arn) := split(arn, ":")[2]

default region(_) := ""

region(arn) := split(arn, ":")[3]

default account(_) := ""

account(arn) := split(arn, ":")[4]

# name is the short name that people use: what follows the last slash, or else the last colon. The
# name of an alarm may hold both.
name(arn) := alarm[1] if {
	alarm := split(arn, ":alarm:")
	count(alarm) == 2
} else := slash[count(slash) - 1] if {
	slash := split(arn, "/")
	count(slash) > 1
} else := colon[count(colon) - 1] if {
	colon := split(arn, ":")
}
