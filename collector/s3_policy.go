package collector

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// BucketPolicy is the parsed policy of a bucket
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html).
type BucketPolicy struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Region string `json:"region"`
	// Statements are none if the bucket has no policy.
	Statements []Statement `json:"statements"`
}

// BucketReplication is where the objects of a bucket are copied to
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html).
type BucketReplication struct {
	ARN    string            `json:"arn"`
	Name   string            `json:"name"`
	Region string            `json:"region"`
	Rules  []ReplicationRule `json:"rules"`
}

// ReplicationRule is a rule of a bucket's replication.
type ReplicationRule struct {
	ID string `json:"id,omitempty"`
	// Status is Enabled or Disabled.
	Status               string `json:"status"`
	DestinationBucketARN string `json:"destination_bucket_arn"`
	// DestinationAccountID is set only if the copies are to belong to the bucket's account there.
	DestinationAccountID string `json:"destination_account_id,omitempty"`
}

var (
	getBucketPolicy      = Operation{"S3", "GetBucketPolicy", "s3:GetBucketPolicy", []string{"Policy"}}
	getBucketReplication = Operation{"S3", "GetBucketReplication", "s3:GetReplicationConfiguration", []string{"ReplicationConfiguration"}}
)

const (
	bucketPoliciesSection    = section[[]BucketPolicy]("s3.bucket_policies")
	bucketReplicationSection = section[[]BucketReplication]("s3.bucket_replication")
)

var s3BucketPolicies = Collector{
	Sections:   []Section{bucketPoliciesSection.declare()},
	Operations: []Operation{listBuckets, getBucketLocation, getBucketPolicy},
	collect: func(ctx context.Context, r *reader) {
		if buckets := r.listedBuckets(ctx); buckets.answered {
			bucketPoliciesSection.put(r, r.bucketPolicies(ctx, buckets.found))
		}
	},
}

func (r *reader) bucketPolicies(ctx context.Context, buckets []Bucket) []BucketPolicy {
	read := perBucket(r, buckets, func(client *s3.Client, b Bucket) (*BucketPolicy, error) {
		return r.policies.get(r, b.ARN, func(r *reader) *BucketPolicy {
			policy, err := readBucketPolicy(ctx, client, b)
			if err != nil {
				r.gap(b.Region, b.ARN, err)
			}
			return policy
		}), nil
	})
	policies := []BucketPolicy{}
	for _, policy := range read {
		if policy != nil {
			policies = append(policies, *policy)
		}
	}
	return policies
}

func readBucketPolicy(ctx context.Context, client *s3.Client, b Bucket) (*BucketPolicy, error) {
	policy := &BucketPolicy{ARN: b.ARN, Name: b.Name, Region: b.Region, Statements: []Statement{}}
	out, err := client.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: &b.Name})
	if says(err, "NoSuchBucketPolicy") {
		return policy, nil
	}
	if err != nil {
		return nil, err
	}
	if policy.Statements, err = parseStatements(aws.ToString(out.Policy)); err != nil {
		return nil, getBucketPolicy.malformed(err.Error())
	}
	return policy, nil
}

var s3BucketReplication = Collector{
	Sections:   []Section{bucketReplicationSection.declare()},
	Operations: []Operation{listBuckets, getBucketLocation, getBucketReplication},
	collect: func(ctx context.Context, r *reader) {
		buckets := r.listedBuckets(ctx)
		if !buckets.answered {
			return
		}
		bucketReplicationSection.put(r, perBucket(r, buckets.found, func(client *s3.Client, b Bucket) (BucketReplication, error) {
			return readReplication(ctx, client, b)
		}))
	},
}

func readReplication(ctx context.Context, client *s3.Client, b Bucket) (BucketReplication, error) {
	replication := BucketReplication{ARN: b.ARN, Name: b.Name, Region: b.Region, Rules: []ReplicationRule{}}
	out, err := client.GetBucketReplication(ctx, &s3.GetBucketReplicationInput{Bucket: &b.Name})
	if says(err, "ReplicationConfigurationNotFoundError") {
		return replication, nil
	}
	if err != nil {
		return replication, err
	}
	for _, rule := range out.ReplicationConfiguration.Rules {
		if rule.Destination == nil {
			return replication, getBucketReplication.malformed("a rule has no destination")
		}
		replication.Rules = append(replication.Rules, ReplicationRule{
			ID: aws.ToString(rule.ID), Status: string(rule.Status),
			DestinationBucketARN: aws.ToString(rule.Destination.Bucket), DestinationAccountID: aws.ToString(rule.Destination.Account),
		})
	}
	return replication, nil
}
