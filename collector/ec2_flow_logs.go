package collector

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

// FlowLog is a flow log of a VPC, a subnet, a network interface or a transit gateway
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html).
type FlowLog struct {
	ARN            string     `json:"arn"`
	ID             string     `json:"id"`
	Region         string     `json:"region"`
	ResourceID     string     `json:"resource_id,omitempty"`
	LogDestination string     `json:"log_destination,omitempty"`
	LogGroupName   string     `json:"log_group_name,omitempty"`
	CreationTime   *time.Time `json:"creation_time,omitempty"`
}

var describeFlowLogs = Operation{"EC2", "DescribeFlowLogs", "ec2:DescribeFlowLogs", []string{"FlowLogs"}}

const flowLogsSection = section[[]FlowLog]("ec2.flow_logs")

var ec2FlowLogs = Collector{
	Sections:   []Section{flowLogsSection.declare()},
	Operations: []Operation{describeFlowLogs},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		logs, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]FlowLog, error) {
			return listFlowLogs(ctx, r, region)
		})
		if answered {
			flowLogsSection.put(r, logs)
		}
	},
}

func listFlowLogs(ctx context.Context, r *reader, region string) (logs []FlowLog, err error) {
	client := ec2.NewFromConfig(r.in(region))
	err = pages(describeFlowLogs, func(token *string) (*string, error) {
		out, err := client.DescribeFlowLogs(ctx, &ec2.DescribeFlowLogsInput{NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, l := range out.FlowLogs {
			id := aws.ToString(l.FlowLogId)
			logs = append(logs, FlowLog{
				ARN: fmt.Sprintf("arn:%s:ec2:%s:%s:vpc-flow-log/%s", r.identity.partition, region, r.identity.account, id),
				ID:  id, Region: region, ResourceID: aws.ToString(l.ResourceId), LogDestination: aws.ToString(l.LogDestination),
				LogGroupName: aws.ToString(l.LogGroupName), CreationTime: utc(l.CreationTime),
			})
		}
		return out.NextToken, nil
	})
	return logs, err
}
