package collector

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
)

// Schedule is a schedule of EventBridge Scheduler
// (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ScheduleSummary.html).
type Schedule struct {
	ARN       string `json:"arn"`
	Name      string `json:"name"`
	GroupName string `json:"group_name"`
	Region    string `json:"region"`
	// State is ENABLED or DISABLED.
	State     string `json:"state,omitempty"`
	TargetARN string `json:"target_arn,omitempty"`
	// Expression says when the schedule runs. Like StateMachineARN, only schedules have it that
	// start a state machine.
	Expression string `json:"expression,omitempty"`
	// StateMachineARN is the state machine that the schedule starts, without version and alias.
	StateMachineARN string `json:"state_machine_arn,omitempty"`
}

var (
	listSchedules = Operation{"Scheduler", "ListSchedules", "scheduler:ListSchedules", []string{"Schedules"}}
	getSchedule   = Operation{"Scheduler", "GetSchedule", "scheduler:GetSchedule", []string{"Arn", "ScheduleExpression", "Target"}}
)

const schedulesSection = section[[]Schedule]("scheduler.schedules")

var schedulerSchedules = Collector{
	Sections:   []Section{schedulesSection.declare()},
	Operations: []Operation{listSchedules, getSchedule},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		schedules, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]Schedule, error) {
			return readSchedules(ctx, r, region)
		})
		if answered {
			schedulesSection.put(r, schedules)
		}
	},
}

func readSchedules(ctx context.Context, r *reader, region string) (schedules []Schedule, err error) {
	client := scheduler.NewFromConfig(r.in(region))
	err = pages(listSchedules, func(token *string) (*string, error) {
		out, err := client.ListSchedules(ctx, &scheduler.ListSchedulesInput{MaxResults: aws.Int32(100), NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, s := range out.Schedules {
			schedule := Schedule{
				ARN: aws.ToString(s.Arn), Name: aws.ToString(s.Name), GroupName: aws.ToString(s.GroupName), Region: region,
				State: string(s.State),
			}
			if s.Target != nil {
				schedule.TargetARN = aws.ToString(s.Target.Arn)
			}
			schedules = append(schedules, schedule)
		}
		return out.NextToken, nil
	})
	each(schedules, func(i int, s Schedule) {
		if startsExecutions(s.TargetARN) {
			schedules[i] = withStateMachine(ctx, r, client, s)
		}
	})
	return schedules, err
}

// startsExecutions reports whether a schedule's target is a state machine, or one of the calls that
// start any: arn:aws:scheduler:::aws-sdk:sfn:startExecution
// (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html).
func startsExecutions(target string) bool {
	return stateMachineOf(target) != "" || strings.Contains(strings.ToLower(target), ":aws-sdk:sfn:start")
}

// withStateMachine adds what only the schedule itself tells.
func withStateMachine(ctx context.Context, r *reader, client *scheduler.Client, s Schedule) Schedule {
	out, err := client.GetSchedule(ctx, &scheduler.GetScheduleInput{Name: &s.Name, GroupName: &s.GroupName})
	if err != nil {
		r.gap(s.Region, s.ARN, err)
		return s
	}
	s.Expression = aws.ToString(out.ScheduleExpression)
	if s.StateMachineARN = stateMachineOf(s.TargetARN); s.StateMachineARN != "" {
		return s
	}
	var input struct{ StateMachineArn string }
	err = json.Unmarshal([]byte(aws.ToString(out.Target.Input)), &input)
	if s.StateMachineARN = stateMachineOf(input.StateMachineArn); err != nil || s.StateMachineARN == "" {
		r.gap(s.Region, s.ARN, getSchedule.malformed("the target's input names no state machine"))
	}
	return s
}

// stateMachineOf returns the state machine of an ARN that may name a version or an alias of it, or
// nothing if it is another ARN.
func stateMachineOf(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) < 7 || parts[2] != "states" || parts[5] != "stateMachine" {
		return ""
	}
	return strings.Join(parts[:7], ":")
}
