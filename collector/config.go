package collector

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
)

// ConfigRecorder is a configuration recorder of AWS Config with its status
// (https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html,
// …/API_ConfigurationRecorderStatus.html). Recorders that belong to other services are not listed.
type ConfigRecorder struct {
	Name   string `json:"name"`
	Region string `json:"region"`
	ARN    string `json:"arn,omitempty"`
	// AllSupported is absent where AWS does not say what is recorded.
	AllSupported               *bool      `json:"all_supported,omitempty"`
	IncludeGlobalResourceTypes *bool      `json:"include_global_resource_types,omitempty"`
	Recording                  *bool      `json:"recording,omitempty"`
	LastStatus                 string     `json:"last_status,omitempty"`
	LastStartTime              *time.Time `json:"last_start_time,omitempty"`
	LastStopTime               *time.Time `json:"last_stop_time,omitempty"`
}

var (
	describeConfigurationRecorders = Operation{"Config Service", "DescribeConfigurationRecorders",
		"config:DescribeConfigurationRecorders", []string{"ConfigurationRecorders"}}
	describeConfigurationRecorderStatus = Operation{"Config Service", "DescribeConfigurationRecorderStatus",
		"config:DescribeConfigurationRecorderStatus", []string{"ConfigurationRecordersStatus"}}
)

const recordersSection = section[[]ConfigRecorder]("config.recorders")

var configRecorders = Collector{
	Sections:   []Section{recordersSection.declare()},
	Operations: []Operation{describeConfigurationRecorders, describeConfigurationRecorderStatus},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		recorders, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]ConfigRecorder, error) {
			return readRecorders(ctx, r, region)
		})
		if answered {
			recordersSection.put(r, recorders)
		}
	},
}

func readRecorders(ctx context.Context, r *reader, region string) ([]ConfigRecorder, error) {
	client := configservice.NewFromConfig(r.in(region))
	out, err := client.DescribeConfigurationRecorders(ctx, nil)
	if err != nil || len(out.ConfigurationRecorders) == 0 {
		return nil, err
	}
	var recorders []ConfigRecorder
	for _, c := range out.ConfigurationRecorders {
		recorder := ConfigRecorder{Name: aws.ToString(c.Name), Region: region, ARN: aws.ToString(c.Arn)}
		if c.RecordingGroup != nil {
			recorder.AllSupported = aws.Bool(c.RecordingGroup.AllSupported)
			recorder.IncludeGlobalResourceTypes = aws.Bool(c.RecordingGroup.IncludeGlobalResourceTypes)
		}
		recorders = append(recorders, recorder)
	}
	return recorders, readRecorderStatus(ctx, r, client, recorders)
}

// readRecorderStatus adds to the recorders of a region whether they record.
func readRecorderStatus(ctx context.Context, r *reader, client *configservice.Client, recorders []ConfigRecorder) error {
	status, err := client.DescribeConfigurationRecorderStatus(ctx, nil)
	if err != nil {
		return err
	}
	for i := range recorders {
		recorder := &recorders[i]
		for _, s := range status.ConfigurationRecordersStatus {
			if aws.ToString(s.Name) == recorder.Name {
				recorder.Recording, recorder.LastStatus = aws.Bool(s.Recording), string(s.LastStatus)
				recorder.LastStartTime, recorder.LastStopTime = utc(s.LastStartTime), utc(s.LastStopTime)
			}
		}
		if recorder.Recording == nil {
			r.gap(recorder.Region, recorder.Name, describeConfigurationRecorderStatus.malformed("no status"))
		}
	}
	return nil
}
