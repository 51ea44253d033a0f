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
