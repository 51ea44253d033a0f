package collector

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// BucketVersioning says whether a bucket keeps what is overwritten and deleted
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html).
type BucketVersioning struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Region string `json:"region"`
	// Status is Enabled or Suspended, absent from a bucket that was never versioned.
	Status string `json:"status,omitempty"`
	// MFADelete is Enabled or Disabled, absent if it was never set.
	MFADelete string `json:"mfa_delete,omitempty"`
}

// BucketObjectLock says how long a bucket keeps objects from being deleted
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html).
type BucketObjectLock struct {
	ARN     string `json:"arn"`
	Name    string `json:"name"`
	Region  string `json:"region"`
	Enabled bool   `json:"enabled"`
	// Mode is GOVERNANCE or COMPLIANCE, absent if objects are locked one by one.
	Mode  string `json:"mode,omitempty"`
	Days  *int   `json:"days,omitempty"`
	Years *int   `json:"years,omitempty"`
}

// BucketLifecycle is what becomes of a bucket's objects as they age
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html).
type BucketLifecycle struct {
	ARN    string          `json:"arn"`
	Name   string          `json:"name"`
	Region string          `json:"region"`
	Rules  []LifecycleRule `json:"rules"`
}

// LifecycleRule is a rule by which objects expire.
type LifecycleRule struct {
	ID string `json:"id,omitempty"`
	// Status is Enabled or Disabled.
	Status string `json:"status"`
	Prefix string `json:"prefix,omitempty"`
	// ExpirationDays and ExpirationDate are when objects expire, if they do.
	ExpirationDays *int       `json:"expiration_days,omitempty"`
	ExpirationDate *time.Time `json:"expiration_date,omitempty"`
	// NoncurrentDays is when versions expire that were overwritten or deleted, if they do.
	NoncurrentDays *int `json:"noncurrent_days,omitempty"`
}

var (
	getBucketVersioning = Operation{"S3", "GetBucketVersioning", "s3:GetBucketVersioning", nil} // its members may all be absent
	getBucketObjectLock = Operation{"S3", "GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration", []string{"ObjectLockConfiguration"}}
	getBucketLifecycle  = Operation{"S3", "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration", []string{"Rules"}}
)

const (
	trailBucketVersioningSection = section[[]BucketVersioning]("cloudtrail.bucket_versioning")
	trailBucketObjectLockSection = section[[]BucketObjectLock]("cloudtrail.bucket_object_lock")
	trailBucketLifecycleSection  = section[[]BucketLifecycle]("cloudtrail.bucket_lifecycle")
)

var (
	cloudtrailBucketVersioning = ofTrailBuckets(trailBucketVersioningSection, getBucketVersioning, readVersioning)
	cloudtrailBucketObjectLock = ofTrailBuckets(trailBucketObjectLockSection, getBucketObjectLock, readObjectLock)
	cloudtrailBucketLifecycle  = ofTrailBuckets(trailBucketLifecycleSection, getBucketLifecycle, readLifecycle)
)

func ofTrailBuckets[T any](name section[[]T], o Operation, read func(ctx context.Context, client *s3.Client, b Bucket) (T, error)) Collector {
	return Collector{
		Sections:   []Section{name.declare()},
		Operations: append(slices.Clip(trailBucketOperations), o),
		Regional:   true,
		collect: func(ctx context.Context, r *reader) {
			if buckets := r.bucketsOfTrails(ctx); buckets != nil {
				name.put(r, perBucket(r, owned(buckets), func(client *s3.Client, b Bucket) (T, error) { return read(ctx, client, b) }))
			}
		},
	}
}

func readVersioning(ctx context.Context, client *s3.Client, b Bucket) (BucketVersioning, error) {
	out, err := client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &b.Name})
	if err != nil {
		return BucketVersioning{}, err
	}
	return BucketVersioning{ARN: b.ARN, Name: b.Name, Region: b.Region, Status: string(out.Status), MFADelete: string(out.MFADelete)}, nil
}

func readObjectLock(ctx context.Context, client *s3.Client, b Bucket) (BucketObjectLock, error) {
	lock := BucketObjectLock{ARN: b.ARN, Name: b.Name, Region: b.Region}
	out, err := client.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: &b.Name})
	if says(err, "ObjectLockConfigurationNotFoundError") {
		return lock, nil
	}
	if err != nil {
		return lock, err
	}
	lock.Enabled = out.ObjectLockConfiguration.ObjectLockEnabled == types.ObjectLockEnabledEnabled
	if rule := out.ObjectLockConfiguration.Rule; rule != nil && rule.DefaultRetention != nil {
		lock.Mode = string(rule.DefaultRetention.Mode)
		lock.Days, lock.Years = number(rule.DefaultRetention.Days), number(rule.DefaultRetention.Years)
	}
	return lock, nil
}

func readLifecycle(ctx context.Context, client *s3.Client, b Bucket) (BucketLifecycle, error) {
	lifecycle := BucketLifecycle{ARN: b.ARN, Name: b.Name, Region: b.Region, Rules: []LifecycleRule{}}
	out, err := client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &b.Name})
	if says(err, "NoSuchLifecycleConfiguration") {
		return lifecycle, nil
	}
	if err != nil {
		return lifecycle, err
	}
	for _, rule := range out.Rules {
		lifecycle.Rules = append(lifecycle.Rules, newLifecycleRule(rule))
	}
	return lifecycle, nil
}

func newLifecycleRule(rule types.LifecycleRule) LifecycleRule {
	out := LifecycleRule{ID: aws.ToString(rule.ID), Status: string(rule.Status)}
	switch {
	case rule.Filter != nil && rule.Filter.And != nil:
		out.Prefix = aws.ToString(rule.Filter.And.Prefix)
	case rule.Filter != nil:
		out.Prefix = aws.ToString(rule.Filter.Prefix)
	default:
		out.Prefix = aws.ToString(rule.Prefix) //nolint:staticcheck // deprecated, but where an old rule has it
	}
	if e := rule.Expiration; e != nil {
		out.ExpirationDays, out.ExpirationDate = number(e.Days), utc(e.Date)
	}
	if e := rule.NoncurrentVersionExpiration; e != nil {
		out.NoncurrentDays = number(e.NoncurrentDays)
	}
	return out
}

func number(n *int32) *int {
	if n == nil {
		return nil
	}
	return aws.Int(int(*n))
}
