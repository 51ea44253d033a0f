# METADATA
# title: What became of state machines since the baseline
package tocsin.lib.state_machine_changes

import data.tocsin.lib.arn
import data.tocsin.lib.drift
import data.tocsin.lib.state_machine_commands as commands

# deleted are the state machines that the baseline has and the account has not.
deleted contains machine if {
	now := {machine.arn | some machine in input.aws.stepfunctions.state_machines}
	some machine in data.baseline.aws.stepfunctions.state_machines
	not machine.arn in now
	drift.read_now_in("stepfunctions.state_machines", machine.region)
}

# were_active are those that the baseline has as being there, not as being deleted.
were_active contains machine.arn if {
	some machine in data.baseline.aws.stepfunctions.state_machines
	machine.status == "ACTIVE"
}

# changed are the aspects in which a state machine or an alias is not what it was.
changed contains {
	"resource": machine,
	"aspect": aspect,
	"text": sprintf("State machine '%s' has another %s than", [machine.name, aspect]),
	"evidence": {"before": old, "now": new},
	"fix": [commands.restore(machine, aspect)],
} if {
	now := {machine.arn: machine | some machine in input.aws.stepfunctions.state_machines}
	some machine in data.baseline.aws.stepfunctions.state_machines
	some aspect, field in {"definition": "definition_sha256", "role": "role_arn", "logging": "logging"}
	old := machine[field]
	new := now[machine.arn][field]
	new != old
}

changed contains {
	"resource": alias,
	"aspect": "routing",
	"text": sprintf("Alias '%s' starts other versions than", [name_of(alias)]),
	"evidence": {"before": alias.routing, "now": routing},
	"fix": [commands.update_alias(alias)],
} if {
	now := {alias.arn: alias | some alias in input.aws.stepfunctions.aliases}
	some alias in data.baseline.aws.stepfunctions.aliases
	routing := now[alias.arn].routing
	routing != alias.routing
}

# With its state machine an alias goes, too; that is no change but a deletion.
changed contains {
	"resource": alias,
	"aspect": "routing",
	"text": sprintf("Alias '%s' is not there any more, as it is", [name_of(alias)]),
	"evidence": {"before": alias.routing},
	"fix": [commands.create_alias(alias)],
} if {
	now := {alias.arn | some alias in input.aws.stepfunctions.aliases}
	machines := {machine.arn | some machine in input.aws.stepfunctions.state_machines}
	some alias in data.baseline.aws.stepfunctions.aliases
	not alias.arn in now
	alias.state_machine_arn in machines
	drift.read_now_in("stepfunctions.aliases", alias.region)
}

name_of(alias) := sprintf("%s:%s", [arn.name(alias.state_machine_arn), arn.name(alias.arn)])
