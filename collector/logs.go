package collector

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/tocsin-dev/tocsin/collector/pattern"
)

// MetricFilter turns the events of a log group that match its pattern into values of metrics
// (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricFilter.html).
type MetricFilter struct {
	Name         string `json:"name"`
	LogGroupName string `json:"log_group_name"`
	LogGroupARN  string `json:"log_group_arn"`
	Region       string `json:"region"`
	// Pattern may be empty, which matches everything.
	Pattern string `json:"pattern"`
	// Matches names the probe events that the pattern matches, evaluated here. It is absent if the
	// pattern cannot be evaluated; PatternError says why.
	Matches         []string               `json:"matches,omitzero"`
	PatternError    string                 `json:"pattern_error,omitempty"`
	Transformations []MetricTransformation `json:"transformations"`
}

// MetricTransformation is a metric that a metric filter writes.
type MetricTransformation struct {
	MetricName string   `json:"metric_name"`
	Namespace  string   `json:"namespace"`
	Value      string   `json:"value"`
	Default    *float64 `json:"default,omitempty"`
	// DimensionNames are the metric's dimensions: an alarm must have the same.
	DimensionNames []string `json:"dimension_names,omitzero"`
}

// LogGroup is the log group that a trail of this account delivers to
// (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html).
type LogGroup struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Region string `json:"region"`
	// Exists is false if the trail names a log group that is not there.
	Exists bool `json:"exists"`
	// RetentionInDays is absent if events are kept for ever.
	RetentionInDays *int32 `json:"retention_in_days,omitempty"`
}

var (
	describeMetricFilters = Operation{"CloudWatch Logs", "DescribeMetricFilters", "logs:DescribeMetricFilters", []string{"MetricFilters"}}
	describeLogGroups     = Operation{"CloudWatch Logs", "DescribeLogGroups", "logs:DescribeLogGroups", []string{"LogGroups"}}
)

const (
	metricFiltersSection = section[[]MetricFilter]("logs.metric_filters")
	logGroupsSection     = section[[]LogGroup]("cloudtrail.log_groups")
)

var logsMetricFilters = Collector{
	Sections:   []Section{metricFiltersSection.declare()},
	Operations: []Operation{describeMetricFilters},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		filters, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]MetricFilter, error) {
			return listMetricFilters(ctx, r, region)
		})
		if answered {
			metricFiltersSection.put(r, filters)
		}
	},
}

// listMetricFilters names no log group: one call lists the filters of all.
func listMetricFilters(ctx context.Context, r *reader, region string) (filters []MetricFilter, err error) {
	client := cloudwatchlogs.NewFromConfig(r.in(region))
	err = pages(describeMetricFilters, func(token *string) (*string, error) {
		out, err := client.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, f := range out.MetricFilters {
			filter := r.newMetricFilter(f, region)
			if f.FilterPattern == nil || !filter.isWhole() {
				return nil, malformed("a metric filter without its name, log group, pattern or metric")
			}
			filter.Matches, filter.PatternError = evaluate(f, r.probes(region))
			filters = append(filters, filter)
		}
		return out.NextToken, nil
	})
	return filters, err
}

func (s *session) newMetricFilter(f types.MetricFilter, region string) MetricFilter {
	name := aws.ToString(f.LogGroupName)
	filter := MetricFilter{
		Name: aws.ToString(f.FilterName), LogGroupName: name, LogGroupARN: s.logGroupARN(region, name), Region: region,
		Pattern: aws.ToString(f.FilterPattern), Transformations: []MetricTransformation{},
	}
	for _, t := range f.MetricTransformations {
		filter.Transformations = append(filter.Transformations, MetricTransformation{
			MetricName: aws.ToString(t.MetricName), Namespace: aws.ToString(t.MetricNamespace),
			Value: aws.ToString(t.MetricValue), Default: t.DefaultValue, DimensionNames: slices.Sorted(maps.Keys(t.Dimensions)),
		})
	}
	return filter
}

// isWhole reports whether the filter has what AWS demands of those who make one.
func (f MetricFilter) isWhole() bool {
	for _, t := range f.Transformations {
		if !whole(t.MetricName, t.Namespace, t.Value) {
			return false
		}
	}
	return whole(f.Name, f.LogGroupName) && len(f.Transformations) > 0
}

func (s *session) logGroupARN(region, name string) string {
	return fmt.Sprintf("arn:%s:logs:%s:%s:log-group:%s", s.identity.partition, region, s.identity.account, name)
}

// evaluate names the probes that a filter matches, or says why that cannot be known.
func evaluate(f types.MetricFilter, probes []pattern.Probe) (matches []string, problem string) {
	switch {
	case f.ApplyOnTransformedLogs:
		return nil, "it applies to events that a log transformer has changed"
	case aws.ToString(f.FieldSelectionCriteria) != "":
		return nil, "it selects events by system fields"
	}
	matches, err := pattern.FilterMatches(aws.ToString(f.FilterPattern), probes)
	if err != nil {
		return nil, err.Error()
	}
	return matches, ""
}

var cloudtrailLogGroups = Collector{
	Sections:   []Section{logGroupsSection.declare()},
	Operations: []Operation{describeTrails, describeLogGroups},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		trails := r.describedTrails(ctx)
		if trails == nil {
			return
		}
		found := []LogGroup{}
		for _, t := range trails {
			group := newLogGroup(t.CloudWatchLogsLogGroupARN)
			own := r.logGroupARN(group.Region, group.Name) == group.ARN // what others have cannot be seen from here
			if own && !slices.Contains(found, group) {
				found = append(found, group)
			}
		}
		read := make([]bool, len(found))
		each(found, func(i int, g LogGroup) {
			err := describeLogGroup(ctx, r, &found[i])
			if err != nil {
				r.gap(g.Region, g.ARN, err)
			}
			read[i] = err == nil
		})
		groups := []LogGroup{}
		for i, g := range found {
			if read[i] {
				groups = append(groups, g)
			}
		}
		logGroupsSection.put(r, groups)
	},
}

// newLogGroup reads the ARN by which a trail names its log group: arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*.
func newLogGroup(arn string) LogGroup {
	arn = strings.TrimSuffix(arn, ":*")
	parts := strings.SplitN(arn, ":", 7)
	if len(parts) < 7 {
		return LogGroup{}
	}
	return LogGroup{ARN: arn, Name: parts[6], Region: parts[3]}
}

// describeLogGroup looks for a log group. Only a whole listing shows that it is not there.
func describeLogGroup(ctx context.Context, r *reader, g *LogGroup) error {
	client := cloudwatchlogs.NewFromConfig(r.in(g.Region))
	return pages(describeLogGroups, func(token *string) (*string, error) {
		out, err := client.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: &g.Name, NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, found := range out.LogGroups {
			if aws.ToString(found.LogGroupName) == "" {
				return nil, malformed("a log group without a name")
			}
			if aws.ToString(found.LogGroupName) == g.Name {
				g.Exists, g.RetentionInDays = true, found.RetentionInDays
				return nil, nil
			}
		}
		return out.NextToken, nil
	})
}
