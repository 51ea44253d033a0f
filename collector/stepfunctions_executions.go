package collector

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// Execution is an execution of a standard state machine that was aborted within the snapshot's
// window. Step Functions does not list those of express ones
// (https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html).
type Execution struct {
	ARN             string     `json:"arn"`
	Name            string     `json:"name"`
	StateMachineARN string     `json:"state_machine_arn"`
	Region          string     `json:"region"`
	Status          string     `json:"status"`
	StartDate       *time.Time `json:"start_date,omitempty"`
	StopDate        *time.Time `json:"stop_date,omitempty"`
}

var listExecutions = Operation{"SFN", "ListExecutions", "states:ListExecutions", []string{"Executions"}}

const executionsSection = section[[]Execution]("stepfunctions.executions")

var stepfunctionsExecutions = Collector{
	Sections:   []Section{executionsSection.declare()},
	Operations: []Operation{listStateMachines, listExecutions},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		executions, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]Execution, error) {
			machines, err := r.listStateMachines(ctx, region)
			found := make([][]Execution, len(machines))
			each(machines, func(i int, m StateMachine) {
				if m.Type != string(types.StateMachineTypeExpress) {
					found[i] = readAborted(ctx, r, m)
				}
			})
			return slices.Concat(found...), err
		})
		if answered {
			executionsSection.put(r, executions)
		}
	},
}

// readAborted pages back through the aborted executions, which come with the latest first, to the
// beginning of the window.
func readAborted(ctx context.Context, r *reader, m StateMachine) (executions []Execution) {
	client := sfn.NewFromConfig(r.in(m.Region))
	err := pages(listExecutions, func(token *string) (*string, error) {
		out, err := client.ListExecutions(ctx, &sfn.ListExecutionsInput{
			StateMachineArn: &m.ARN, StatusFilter: types.ExecutionStatusAborted, MaxResults: statesPage, NextToken: token,
		})
		if err != nil {
			return nil, err
		}
		for _, e := range out.Executions {
			stopped := utc(e.StopDate)
			switch {
			case stopped == nil:
				return nil, malformed("an aborted execution without a stop date")
			case stopped.Before(r.window.StateSince):
				return nil, nil
			}
			executions = append(executions, Execution{
				ARN: aws.ToString(e.ExecutionArn), Name: aws.ToString(e.Name), StateMachineARN: m.ARN, Region: m.Region,
				Status: string(e.Status), StartDate: utc(e.StartDate), StopDate: stopped,
			})
		}
		return out.NextToken, nil
	})
	if err != nil {
		r.gap(m.Region, m.ARN, err)
	}
	return executions
}
