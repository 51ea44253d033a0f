package synthetic

import "fmt"

// stateMachines answers what Step Functions and EventBridge Scheduler tell. Each state machine has an
// alias, every fifth is of the type of which no executions are listed, and none was ever aborted.
func (s Size) stateMachines(r recording) {
	arn := func(i int) string { return regional("states", fmt.Sprintf("stateMachine:machine-%d", i)) }
	kind := func(i int) string {
		if i%5 == 4 {
			return "EXPRESS"
		}
		return "STANDARD"
	}
	r.inHome(listing{
		operation: "states.ListStateMachines", size: 1000, token: "nextToken",
		input: object{"maxResults": 1000}, page: jsonPage("stateMachines", "nextToken", ""),
	}, some(s.StateMachines, func(i int) string {
		return fmt.Sprintf(`{"name":"machine-%d","stateMachineArn":%q,"type":%q,"creationDate":1747038619}`, i, arn(i), kind(i))
	}))
	for i := range s.StateMachines {
		alias := arn(i) + ":live"
		r.json("states.DescribeStateMachine", Home, object{"stateMachineArn": arn(i)}, object{
			"stateMachineArn": arn(i), "name": fmt.Sprintf("machine-%d", i), "type": kind(i), "status": "ACTIVE", "roleArn": iamARN("role", i),
			"definition": `{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}`, "creationDate": 1747038619,
		})
		r.json("states.ListStateMachineAliases", Home, object{"stateMachineArn": arn(i), "maxResults": 1000},
			object{"stateMachineAliases": []object{{"stateMachineAliasArn": alias, "creationDate": 1747038619}}})
		r.json("states.DescribeStateMachineAlias", Home, object{"stateMachineAliasArn": alias}, object{
			"stateMachineAliasArn": alias, "name": "live",
			"routingConfiguration": []object{{"stateMachineVersionArn": arn(i) + ":1", "weight": 100}},
		})
		r.json("states.ListExecutions", Home, object{"stateMachineArn": arn(i), "statusFilter": "ABORTED", "maxResults": 1000},
			object{"executions": []string{}})
	}
	s.scheduled(r, arn)
}

func (s Size) scheduled(r recording, machine func(i int) string) {
	name := func(i int) string { return fmt.Sprintf("schedule-%d", i) }
	target := func(i int) string {
		if i < s.starting() {
			return machine(i)
		}
		return regional("lambda", "function:nightly")
	}
	arn := func(i int) string { return regional("scheduler", "schedule/default/"+name(i)) }
	r.inHome(listing{
		operation: "scheduler.ListSchedules", size: 100, token: "NextToken", input: object{"MaxResults": "100"}, page: jsonPage("Schedules", "NextToken", ""),
	}, some(s.schedules(), func(i int) string {
		return fmt.Sprintf(`{"Name":%q,"Arn":%q,"GroupName":"default","State":"ENABLED","Target":{"Arn":%q}}`, name(i), arn(i), target(i))
	}))
	for i := range s.starting() {
		r.json("scheduler.GetSchedule", Home, object{"Name": name(i), "groupName": "default"}, object{
			"Name": name(i), "Arn": arn(i), "GroupName": "default", "ScheduleExpression": "rate(1 day)",
			"Target": object{"Arn": target(i), "RoleArn": iamARN("role", i)},
		})
	}
}
