package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/tocsin-dev/tocsin/collector/pattern"
)

// Alarm is a metric alarm or a composite alarm
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html,
// …/API_CompositeAlarm.html).
type Alarm struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Region string `json:"region"`
	// Type is metric or composite.
	Type           string   `json:"type"`
	ActionsEnabled *bool    `json:"actions_enabled,omitempty"`
	AlarmActions   []string `json:"alarm_actions"`
	StateValue     string   `json:"state_value,omitempty"`
	// Namespace and MetricName are those of a metric alarm on a single metric, of which
	// DimensionNames are the dimensions.
	Namespace      string   `json:"namespace,omitempty"`
	MetricName     string   `json:"metric_name,omitempty"`
	DimensionNames []string `json:"dimension_names,omitzero"`
	// InExpression are the metrics of an alarm that computes with several.
	InExpression []AlarmMetric `json:"in_expression,omitzero"`
	// AlarmRule is the expression of a composite alarm.
	AlarmRule string `json:"alarm_rule,omitempty"`
	// FiresWith names the alarms of which each alone, by the rule, makes the composite alarm go off,
	// evaluated here. It is absent if the rule cannot be evaluated.
	FiresWith []string `json:"fires_with,omitzero"`
	// ActionsSuppressor is the alarm that suppresses a composite alarm's actions.
	ActionsSuppressor string `json:"actions_suppressor,omitempty"`
}

// AlarmMetric is a metric that an alarm computes with.
type AlarmMetric struct {
	Namespace  string `json:"namespace"`
	MetricName string `json:"metric_name"`
}

// alarms lists the alarms of a region.
func (s *session) alarms(ctx context.Context, region string) ([]Alarm, error) {
	return s.alarmLists.get(region, func() ([]Alarm, error) {
		return listAlarms(ctx, s.cloudwatchClient(region), region)
	})
}

func listAlarms(ctx context.Context, client *cloudwatch.Client, region string) (alarms []Alarm, err error) {
	err = pages(describeAlarms, func(token *string) (*string, error) {
		out, err := client.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{
			AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm}, // by default, only metric alarms
			MaxRecords: aws.Int32(100),
			NextToken:  token,
		})
		if err != nil {
			return nil, err
		}
		for _, a := range out.MetricAlarms {
			alarms = append(alarms, newMetricAlarm(a, region))
		}
		for _, a := range out.CompositeAlarms {
			alarms = append(alarms, newCompositeAlarm(a, region))
		}
		if slices.ContainsFunc(alarms, func(a Alarm) bool { return !whole(a.ARN, a.Name) }) {
			return nil, malformed("an alarm without its ARN or name")
		}
		return out.NextToken, nil
	})
	return alarms, err
}

func newMetricAlarm(a types.MetricAlarm, region string) Alarm {
	alarm := Alarm{
		ARN: aws.ToString(a.AlarmArn), Name: aws.ToString(a.AlarmName), Region: region, Type: "metric",
		ActionsEnabled: a.ActionsEnabled, AlarmActions: append([]string{}, a.AlarmActions...), StateValue: string(a.StateValue),
		Namespace: aws.ToString(a.Namespace), MetricName: aws.ToString(a.MetricName), DimensionNames: dimensionNames(a.Dimensions),
	}
	var metrics []*types.Metric
	for _, m := range a.Metrics {
		if m.MetricStat != nil && m.MetricStat.Metric != nil {
			metrics = append(metrics, m.MetricStat.Metric)
		}
	}
	if len(a.Metrics) == 1 && len(metrics) == 1 { // written like an expression, it is none
		m := metrics[0]
		alarm.Namespace, alarm.MetricName, alarm.DimensionNames = aws.ToString(m.Namespace), aws.ToString(m.MetricName), dimensionNames(m.Dimensions)
		return alarm
	}
	for _, m := range metrics {
		alarm.InExpression = append(alarm.InExpression, AlarmMetric{Namespace: aws.ToString(m.Namespace), MetricName: aws.ToString(m.MetricName)})
	}
	return alarm
}

func newCompositeAlarm(a types.CompositeAlarm, region string) Alarm {
	alarm := Alarm{
		ARN: aws.ToString(a.AlarmArn), Name: aws.ToString(a.AlarmName), Region: region, Type: "composite",
		ActionsEnabled: a.ActionsEnabled, AlarmActions: append([]string{}, a.AlarmActions...), StateValue: string(a.StateValue),
		AlarmRule: aws.ToString(a.AlarmRule), ActionsSuppressor: aws.ToString(a.ActionsSuppressor),
	}
	if fires, err := pattern.AlarmsThatFire(alarm.AlarmRule); err == nil {
		alarm.FiresWith = fires
	}
	return alarm
}

// dimensionNames returns the sorted names, nil if there are none.
func dimensionNames(dimensions []types.Dimension) (names []string) {
	for _, d := range dimensions {
		names = append(names, aws.ToString(d.Name))
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
