# METADATA
# title: AWS CLI commands that mend state machines and what starts them
package tocsin.lib.state_machine_commands

import data.tocsin.lib.shell

# The definition is the one thing that a snapshot does not hold. Whoever has it puts it into the file.
create(machine) := concat(" ", [
	sprintf("aws stepfunctions create-state-machine --name=%s", [shell.quote(machine.name)]),
	sprintf("--definition=file://definition.json --role-arn=%s", [role(machine)]),
	sprintf("--type=%s --region=%s", [shell.quote(object.get(machine, "type", "STANDARD")), shell.quote(machine.region)]),
])

role(machine) := shell.quote(machine.role_arn)

role(machine) := `"$ROLE_ARN"` if not machine.role_arn

# While a state machine is being deleted its definition can still be read.
save_definition(machine) := concat(" ", [
	sprintf("aws stepfunctions describe-state-machine --state-machine-arn=%s", [shell.quote(machine.arn)]),
	sprintf("--query=definition --output=text --region=%s > definition.json", [shell.quote(machine.region)]),
])

# restore puts one aspect of a state machine back to what it was before.
restore(machine, "definition") := update(machine, "--definition=file://definition.json")

restore(machine, "role") := update(machine, sprintf("--role-arn=%s", [shell.quote(machine.role_arn)]))

restore(machine, "logging") := update(machine, sprintf("--logging-configuration=%s", [shell.quote(json.marshal({
	"level": machine.logging.level,
	"includeExecutionData": machine.logging.include_execution_data,
	"destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}} | some arn in machine.logging.log_group_arns],
}))]))

update(machine, what) := sprintf(
	"aws stepfunctions update-state-machine --state-machine-arn=%s %s --region=%s",
	[shell.quote(machine.arn), what, shell.quote(machine.region)],
)

update_alias(alias) := sprintf(
	"aws stepfunctions update-state-machine-alias --state-machine-alias-arn=%s --routing-configuration=%s --region=%s",
	[shell.quote(alias.arn), routing(alias), shell.quote(alias.region)],
)

create_alias(alias) := sprintf(
	"aws stepfunctions create-state-machine-alias --name=%s --routing-configuration=%s --region=%s",
	[shell.quote(alias.name), routing(alias), shell.quote(alias.region)],
)

routing(alias) := shell.quote(json.marshal([{"stateMachineVersionArn": route.version_arn, "weight": route.weight} |
	some route in alias.routing
]))

redrive(execution) := sprintf(
	"aws stepfunctions redrive-execution --execution-arn=%s --region=%s",
	[shell.quote(execution.arn), shell.quote(execution.region)],
)

# An update replaces the whole schedule, so it is read first. What the second command says of the
# state goes before what the file says. The AWS CLI takes a file for the required options only if its name
# is a word of its own.
enable_schedule(schedule) := [
	concat(" ", [
		sprintf("aws scheduler get-schedule %s --output=json", [named(schedule)]),
		"| jq 'del(.Arn, .CreationDate, .LastModificationDate)' > schedule.json",
	]),
	sprintf("aws scheduler update-schedule %s --cli-input-json file://schedule.json --state=ENABLED", [named(schedule)]),
]

named(schedule) := sprintf(
	"--name=%s --group-name=%s --region=%s",
	[shell.quote(schedule.name), shell.quote(schedule.group_name), shell.quote(schedule.region)],
)
