package collector

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// Trail is a CloudTrail trail with its status and what it records
// (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html,
// …/API_GetTrailStatus.html). A trail of the organisation has another account's ARN.
type Trail struct {
	ARN                        string `json:"arn"`
	Name                       string `json:"name,omitempty"`
	HomeRegion                 string `json:"home_region,omitempty"`
	IsMultiRegionTrail         *bool  `json:"is_multi_region_trail,omitempty"`
	IsOrganizationTrail        *bool  `json:"is_organization_trail,omitempty"`
	IncludeGlobalServiceEvents *bool  `json:"include_global_service_events,omitempty"`
	LogFileValidationEnabled   *bool  `json:"log_file_validation_enabled,omitempty"`
	S3BucketName               string `json:"s3_bucket_name,omitempty"`
	S3KeyPrefix                string `json:"s3_key_prefix,omitempty"`
	SNSTopicARN                string `json:"sns_topic_arn,omitempty"`
	CloudWatchLogsLogGroupARN  string `json:"cloud_watch_logs_log_group_arn,omitempty"`
	CloudWatchLogsRoleARN      string `json:"cloud_watch_logs_role_arn,omitempty"`
	KMSKeyID                   string `json:"kms_key_id,omitempty"`

	IsLogging                         *bool      `json:"is_logging,omitempty"`
	StartLoggingTime                  *time.Time `json:"start_logging_time,omitempty"`
	StopLoggingTime                   *time.Time `json:"stop_logging_time,omitempty"`
	LatestDeliveryTime                *time.Time `json:"latest_delivery_time,omitempty"`
	LatestDeliveryError               string     `json:"latest_delivery_error,omitempty"`
	LatestDigestDeliveryTime          *time.Time `json:"latest_digest_delivery_time,omitempty"`
	LatestDigestDeliveryError         string     `json:"latest_digest_delivery_error,omitempty"`
	LatestCloudWatchLogsDeliveryTime  *time.Time `json:"latest_cloud_watch_logs_delivery_time,omitempty"`
	LatestCloudWatchLogsDeliveryError string     `json:"latest_cloud_watch_logs_delivery_error,omitempty"`
	LatestNotificationError           string     `json:"latest_notification_error,omitempty"`

	// ManagementEvents is what the event selectors let through, evaluated here.
	ManagementEvents *ManagementEvents `json:"management_events,omitempty"`
}

// EventDataStore is a CloudTrail Lake event data store
// (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventDataStore.html).
type EventDataStore struct {
	ARN    string `json:"arn"`
	Name   string `json:"name,omitempty"`
	Region string `json:"region"`
	// Status is CREATED, ENABLED, STARTING_INGESTION, STOPPING_INGESTION, STOPPED_INGESTION or
	// PENDING_DELETION; only ENABLED ingests for sure.
	Status                       string            `json:"status,omitempty"`
	MultiRegionEnabled           *bool             `json:"multi_region_enabled,omitempty"`
	OrganizationEnabled          *bool             `json:"organization_enabled,omitempty"`
	TerminationProtectionEnabled *bool             `json:"termination_protection_enabled,omitempty"`
	ManagementEvents             *ManagementEvents `json:"management_events,omitempty"`
}

var (
	describeTrails      = Operation{"CloudTrail", "DescribeTrails", "cloudtrail:DescribeTrails", []string{"TrailList"}}
	getTrailStatus      = Operation{"CloudTrail", "GetTrailStatus", "cloudtrail:GetTrailStatus", []string{"IsLogging"}}
	getEventSelectors   = Operation{"CloudTrail", "GetEventSelectors", "cloudtrail:GetEventSelectors", []string{"EventSelectors|AdvancedEventSelectors"}}
	listEventDataStores = Operation{"CloudTrail", "ListEventDataStores", "cloudtrail:ListEventDataStores", []string{"EventDataStores"}}
	getEventDataStore   = Operation{"CloudTrail", "GetEventDataStore", "cloudtrail:GetEventDataStore", []string{"Status", "AdvancedEventSelectors"}}
)

const (
	trailsSection          = section[[]Trail]("cloudtrail.trails")
	eventDataStoresSection = section[[]EventDataStore]("cloudtrail.event_data_stores")
)

var cloudtrailTrails = Collector{
	Sections:   []Section{trailsSection.declare()},
	Operations: []Operation{describeTrails, getTrailStatus, getEventSelectors},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		trails := slices.Clone(r.describedTrails(ctx))
		if trails == nil {
			return
		}
		each(trails, func(i int, _ Trail) { readTrail(ctx, r, &trails[i]) })
		trailsSection.put(r, trails)
	},
}

// describedTrails lists the trails as they are described, nil if no region answered.
func (r *reader) describedTrails(ctx context.Context) []Trail {
	return r.trails.get(r, "", func(r *reader) []Trail {
		// With shadow trails: only they show a member account the trails of its organisation.
		described, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]types.Trail, error) {
			out, err := cloudtrail.NewFromConfig(r.in(region)).DescribeTrails(ctx, nil)
			if err != nil {
				return nil, err
			}
			return out.TrailList, nil
		})
		if !answered {
			return nil
		}
		return distinctTrails(described)
	})
}

// distinctTrails drops the copies by which a multi-region trail shows in every region.
func distinctTrails(described []types.Trail) []Trail {
	trails := []Trail{}
	seen := map[string]bool{}
	for _, t := range described {
		if arn := aws.ToString(t.TrailARN); !seen[arn] {
			seen[arn] = true
			trails = append(trails, newTrail(t))
		}
	}
	return trails
}

func newTrail(t types.Trail) Trail {
	return Trail{
		ARN:                        aws.ToString(t.TrailARN),
		Name:                       aws.ToString(t.Name),
		HomeRegion:                 aws.ToString(t.HomeRegion),
		IsMultiRegionTrail:         t.IsMultiRegionTrail,
		IsOrganizationTrail:        t.IsOrganizationTrail,
		IncludeGlobalServiceEvents: t.IncludeGlobalServiceEvents,
		LogFileValidationEnabled:   t.LogFileValidationEnabled,
		S3BucketName:               aws.ToString(t.S3BucketName),
		S3KeyPrefix:                aws.ToString(t.S3KeyPrefix),
		SNSTopicARN:                aws.ToString(t.SnsTopicARN),
		CloudWatchLogsLogGroupARN:  aws.ToString(t.CloudWatchLogsLogGroupArn),
		CloudWatchLogsRoleARN:      aws.ToString(t.CloudWatchLogsRoleArn),
		KMSKeyID:                   aws.ToString(t.KmsKeyId),
	}
}

// readTrail adds status and selectors. They are asked for by ARN in the home region: elsewhere
// the status is that of the region's copy, and a name finds another trail or none.
func readTrail(ctx context.Context, r *reader, t *Trail) {
	if t.IsMultiRegionTrail == nil || t.IncludeGlobalServiceEvents == nil || t.LogFileValidationEnabled == nil {
		r.gap(t.HomeRegion, t.ARN, describeTrails.malformed("a trail without its flags"))
	}
	client := cloudtrail.NewFromConfig(r.in(t.HomeRegion))
	status, err := client.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: &t.ARN})
	if err != nil {
		r.gap(t.HomeRegion, t.ARN, err)
	} else {
		t.IsLogging = status.IsLogging
		t.StartLoggingTime, t.StopLoggingTime = utc(status.StartLoggingTime), utc(status.StopLoggingTime)
		t.LatestDeliveryTime, t.LatestDeliveryError = utc(status.LatestDeliveryTime), aws.ToString(status.LatestDeliveryError)
		t.LatestDigestDeliveryTime, t.LatestDigestDeliveryError = utc(status.LatestDigestDeliveryTime), aws.ToString(status.LatestDigestDeliveryError)
		t.LatestCloudWatchLogsDeliveryTime = utc(status.LatestCloudWatchLogsDeliveryTime)
		t.LatestCloudWatchLogsDeliveryError = aws.ToString(status.LatestCloudWatchLogsDeliveryError)
		t.LatestNotificationError = aws.ToString(status.LatestNotificationError)
	}
	selectors, err := client.GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: &t.ARN})
	if err != nil {
		r.gap(t.HomeRegion, t.ARN, err)
		return
	}
	if len(selectors.EventSelectors)+len(selectors.AdvancedEventSelectors) == 0 {
		r.gap(t.HomeRegion, t.ARN, getEventSelectors.malformed("no selectors")) // every trail has some
		return
	}
	t.ManagementEvents = selected(selectors.EventSelectors, selectors.AdvancedEventSelectors)
}

var cloudtrailEventDataStores = Collector{
	Sections:   []Section{eventDataStoresSection.declare()},
	Operations: []Operation{listEventDataStores, getEventDataStore},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		stores, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]EventDataStore, error) {
			return listStores(ctx, r, region)
		})
		if answered {
			eventDataStoresSection.put(r, stores)
		}
	},
}

func listStores(ctx context.Context, r *reader, region string) ([]EventDataStore, error) {
	client := cloudtrail.NewFromConfig(r.in(region))
	var stores []EventDataStore
	err := pages(listEventDataStores, func(token *string) (*string, error) {
		out, err := client.ListEventDataStores(ctx, &cloudtrail.ListEventDataStoresInput{NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, s := range out.EventDataStores {
			stores = append(stores, EventDataStore{ARN: aws.ToString(s.EventDataStoreArn), Name: aws.ToString(s.Name), Region: region})
		}
		return out.NextToken, nil
	})
	each(stores, func(i int, s EventDataStore) {
		out, err := client.GetEventDataStore(ctx, &cloudtrail.GetEventDataStoreInput{EventDataStore: &s.ARN})
		if err != nil {
			r.gap(region, s.ARN, err)
			return
		}
		s.Status = string(out.Status)
		s.MultiRegionEnabled = out.MultiRegionEnabled
		s.OrganizationEnabled = out.OrganizationEnabled
		s.TerminationProtectionEnabled = out.TerminationProtectionEnabled
		s.ManagementEvents = selected(nil, out.AdvancedEventSelectors)
		stores[i] = s
	})
	return stores, err
}

// utc makes equal times equal bytes.
func utc(t *time.Time) *time.Time {
	if t == nil || t.IsZero() {
		return nil
	}
	u := t.UTC().Truncate(time.Second) // policies compare times as text
	return &u
}
