# METADATA
# title: The targets of EventBridge rules
package tocsin.lib.rule_targets

# now are the ARNs of a rule's targets, before what they were in the baseline.
now(rule) := object.get(targets, rule.arn, set())

before(rule) := object.get(targets_before, rule.arn, set())

targets := {rule: arns |
	some rule in {target.rule_arn | some target in input.aws.events.targets}
	arns := {target.arn | some target in input.aws.events.targets; target.rule_arn == rule}
}

targets_before := {rule: arns |
	some rule in {target.rule_arn | some target in data.baseline.aws.events.targets}
	arns := {target.arn | some target in data.baseline.aws.events.targets; target.rule_arn == rule}
}
