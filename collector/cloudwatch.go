package collector

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/schemas"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
)

// AlarmMuteRule is a rule that silences alarms at times
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetAlarmMuteRule.html).
type AlarmMuteRule struct {
	ARN    string `json:"arn"`
	Name   string `json:"name,omitempty"`
	Region string `json:"region"`
	// Status is SCHEDULED, ACTIVE or EXPIRED.
	Status string `json:"status,omitempty"`
	// ExpireDate is absent from a rule that mutes for ever.
	ExpireDate *time.Time `json:"expire_date,omitempty"`
	// AlarmNames are the alarms of the rule's region that it silences.
	AlarmNames []string `json:"alarm_names,omitzero"`
}

var (
	describeAlarms     = Operation{"CloudWatch", "DescribeAlarms", "cloudwatch:DescribeAlarms", []string{"MetricAlarms", "CompositeAlarms"}}
	listAlarmMuteRules = Operation{"CloudWatch", "ListAlarmMuteRules", "cloudwatch:ListAlarmMuteRules", []string{"AlarmMuteRuleSummaries"}}
	getAlarmMuteRule   = Operation{"CloudWatch", "GetAlarmMuteRule", "cloudwatch:GetAlarmMuteRule", []string{"Name"}}
)

const (
	alarmsSection         = section[[]Alarm]("cloudwatch.alarms")
	alarmMuteRulesSection = section[[]AlarmMuteRule]("cloudwatch.alarm_mute_rules")
)

// cloudwatchClient speaks JSON, as the AWS CLI does: emulators do not know the SDK's CBOR.
func (s *session) cloudwatchClient(region string) *cloudwatch.Client {
	return cloudwatch.NewFromConfig(s.in(region), func(o *cloudwatch.Options) {
		o.Protocol = awsjson.New10(schemas.GraniteServiceVersion20100801)
	})
}

var cloudwatchAlarms = Collector{
	Sections:   []Section{alarmsSection.declare()},
	Operations: []Operation{describeAlarms},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		alarms, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]Alarm, error) {
			alarms, err := r.alarms(ctx, region)
			for _, a := range alarms {
				if a.ActionsEnabled == nil {
					r.gap(region, a.ARN, describeAlarms.malformed("no ActionsEnabled"))
				}
			}
			return alarms, err
		})
		if answered {
			alarmsSection.put(r, alarms)
		}
	},
}

var cloudwatchAlarmMuteRules = Collector{
	Sections:   []Section{alarmMuteRulesSection.declare()},
	Operations: []Operation{listAlarmMuteRules, getAlarmMuteRule},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		rules, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]AlarmMuteRule, error) {
			return listMuteRules(ctx, r, region)
		})
		if answered {
			alarmMuteRulesSection.put(r, rules)
		}
	},
}

func listMuteRules(ctx context.Context, r *reader, region string) (rules []AlarmMuteRule, err error) {
	client := r.cloudwatchClient(region)
	err = pages(listAlarmMuteRules, func(token *string) (*string, error) {
		out, err := client.ListAlarmMuteRules(ctx, &cloudwatch.ListAlarmMuteRulesInput{MaxRecords: aws.Int32(100), NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, s := range out.AlarmMuteRuleSummaries {
			if !whole(aws.ToString(s.AlarmMuteRuleArn), string(s.Status)) {
				return nil, malformed("a mute rule without its ARN or status")
			}
			rules = append(rules, AlarmMuteRule{
				ARN: aws.ToString(s.AlarmMuteRuleArn), Region: region, Status: string(s.Status), ExpireDate: utc(s.ExpireDate),
			})
		}
		return out.NextToken, nil
	})
	each(rules, func(i int, rule AlarmMuteRule) {
		out, err := client.GetAlarmMuteRule(ctx, &cloudwatch.GetAlarmMuteRuleInput{AlarmMuteRuleName: aws.String(lastPart(rule.ARN))})
		if err != nil {
			r.gap(region, rule.ARN, err)
			return
		}
		rules[i].Name = aws.ToString(out.Name)
		if out.MuteTargets != nil {
			rules[i].AlarmNames = append([]string{}, out.MuteTargets.AlarmNames...)
		}
	})
	return rules, err
}
