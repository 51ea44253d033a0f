package collector

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

func TestStateMachineOf(t *testing.T) {
	machine := "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:m"
	for arn, want := range map[string]string{
		machine:           machine,
		machine + ":3":    machine,
		machine + ":live": machine,
		"arn:aws:states:us-east-1:123456789012:activity:m":          "",
		"arn:aws:states:us-east-1:123456789012:stateMachine":        "",
		"arn:aws:lambda:us-east-1:123456789012:function:f":          "",
		"arn:aws:lambda:us-east-1:123456789012:stateMachine:states": "",
		"": "",
	} {
		if got := stateMachineOf(arn); got != want {
			t.Errorf("stateMachineOf(%q) = %q, want %q", arn, got, want)
		}
	}
}

// A schedule that calls the API starts the machine that its input names.
func TestScheduleThatCallsTheAPI(t *testing.T) {
	arn := "arn:aws:scheduler:eu-west-1:210987654321:schedule/default/s"
	call := "arn:aws:scheduler:::aws-sdk:sfn:startExecution"
	list := `[{"region": "*", "input": {"MaxResults": "100"}, "json": {"Schedules": []}},
		{"region": "eu-west-1", "input": {"MaxResults": "100"}, "json": {"Schedules": [
			{"Arn": "` + arn + `", "Name": "s", "GroupName": "default", "State": "ENABLED", "Target": {"Arn": "` + call + `"}}]}}]`
	schedule := `[{"region": "eu-west-1", "input": {"Name": "s", "groupName": "default"}, "json": {
		"Arn": "` + arn + `", "ScheduleExpression": "rate(1 hours)", "Target": {"Arn": "` + call + `", "Input": %q}}}]`
	broken := []string{"scheduler:GetSchedule of " + arn + " in eu-west-1: MalformedResponse"}
	for name, tc := range map[string]struct {
		input, machine string
		gaps           []string
	}{
		"machine": {`{"StateMachineArn": "` + quarantine + `", "Input": "{}"}`, quarantine, nil},
		"version": {`{"StateMachineArn": "` + quarantine + `:2"}`, quarantine, nil},
		"none":    {`{"Input": "{}"}`, "", broken},
		"no JSON": {`<aws.scheduler.execution-id>`, "", broken},
		"empty":   {"", "", broken},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			snap := read(t, open(t, with(t, accounts.Clean(), map[string]string{
				"scheduler.ListSchedules.json": list,
				"scheduler.GetSchedule.json":   fmt.Sprintf(schedule, tc.input),
			})), "scheduler.schedules")
			machine := ""
			if tc.machine != "" {
				machine = `,"state_machine_arn":"` + tc.machine + `"`
			}
			wantValue(t, snap, "scheduler", "schedules", `[{"arn":"`+arn+`","name":"s","group_name":"default","region":"eu-west-1","state":"ENABLED",`+
				`"target_arn":"`+call+`","expression":"rate(1 hours)"`+machine+`}]`)
			wantGaps(t, snap, "scheduler.schedules", tc.gaps...)
		})
	}
}
