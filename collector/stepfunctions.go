package collector

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// StateMachine is a Step Functions state machine
// (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html).
type StateMachine struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Region string `json:"region"`
	// Type is STANDARD or EXPRESS.
	Type         string     `json:"type,omitempty"`
	CreationDate *time.Time `json:"creation_date,omitempty"`
	// Status is ACTIVE or DELETING.
	Status  string `json:"status,omitempty"`
	RoleARN string `json:"role_arn,omitempty"`
	// DefinitionSHA256 tells when the definition changes. The definition itself may hold secrets.
	DefinitionSHA256 string               `json:"definition_sha256,omitempty"`
	Logging          *StateMachineLogging `json:"logging,omitempty"`
}

// StateMachineLogging says what of its executions a state machine logs
// (https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html).
type StateMachineLogging struct {
	// Level is ALL, ERROR, FATAL or OFF.
	Level                string   `json:"level,omitempty"`
	IncludeExecutionData bool     `json:"include_execution_data"`
	LogGroupARNs         []string `json:"log_group_arns"`
}

var (
	listStateMachines    = Operation{"SFN", "ListStateMachines", "states:ListStateMachines", []string{"StateMachines"}}
	describeStateMachine = Operation{"SFN", "DescribeStateMachine", "states:DescribeStateMachine", []string{"StateMachineArn", "Status", "RoleArn", "Definition"}}
)

const stateMachinesSection = section[[]StateMachine]("stepfunctions.state_machines")

// statesPage is the most that Step Functions lists at once.
const statesPage = 1000

var stepfunctionsStateMachines = Collector{
	Sections:   []Section{stateMachinesSection.declare()},
	Operations: []Operation{listStateMachines, describeStateMachine},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		machines, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]StateMachine, error) {
			listed, err := r.listStateMachines(ctx, region)
			machines := slices.Clone(listed)
			each(machines, func(i int, m StateMachine) { machines[i] = describeMachine(ctx, r, m) })
			return machines, err
		})
		if answered {
			stateMachinesSection.put(r, machines)
		}
	},
}

// listStateMachines returns the state machines of a region as the listing has them, without what
// only their descriptions tell. It is asked once; what it returned must not be changed.
func (s *session) listStateMachines(ctx context.Context, region string) ([]StateMachine, error) {
	return s.stateMachines.get(region, func() (machines []StateMachine, err error) {
		client := sfn.NewFromConfig(s.in(region))
		err = pages(listStateMachines, func(token *string) (*string, error) {
			out, err := client.ListStateMachines(ctx, &sfn.ListStateMachinesInput{MaxResults: statesPage, NextToken: token})
			if err != nil {
				return nil, err
			}
			for _, m := range out.StateMachines {
				machines = append(machines, StateMachine{
					ARN: aws.ToString(m.StateMachineArn), Name: aws.ToString(m.Name), Region: region,
					Type: string(m.Type), CreationDate: utc(m.CreationDate),
				})
			}
			return out.NextToken, nil
		})
		return machines, err
	})
}

// keyErrors are what AWS answers when it is the key of the definition that refuses.
var keyErrors = []string{"KmsAccessDeniedException", "KmsInvalidStateException", "KmsThrottlingException"}

// describeMachine adds what a state machine's description tells. Who may not use the key of an encrypted
// definition still gets the rest of it.
func describeMachine(ctx context.Context, r *reader, m StateMachine) StateMachine {
	client := sfn.NewFromConfig(r.in(m.Region))
	input := &sfn.DescribeStateMachineInput{StateMachineArn: &m.ARN}
	out, err := client.DescribeStateMachine(ctx, input)
	if err == nil {
		sum := sha256.Sum256([]byte(aws.ToString(out.Definition)))
		m.DefinitionSHA256 = hex.EncodeToString(sum[:])
	} else {
		r.gap(m.Region, m.ARN, err)
		if !says(err, keyErrors...) {
			return m
		}
		input.IncludedData = types.IncludedDataMetadataOnly
		if out, err = client.DescribeStateMachine(ctx, input); err != nil {
			r.gap(m.Region, m.ARN, err)
			return m
		}
	}
	m.Status, m.RoleARN = string(out.Status), aws.ToString(out.RoleArn)
	if l := out.LoggingConfiguration; l != nil {
		m.Logging = &StateMachineLogging{Level: string(l.Level), IncludeExecutionData: l.IncludeExecutionData, LogGroupARNs: []string{}}
		for _, d := range l.Destinations {
			if d.CloudWatchLogsLogGroup != nil {
				m.Logging.LogGroupARNs = append(m.Logging.LogGroupARNs, aws.ToString(d.CloudWatchLogsLogGroup.LogGroupArn))
			}
		}
	}
	return m
}
