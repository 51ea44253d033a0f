package collector

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// TrailBucket is a bucket that a trail delivers to. It may belong to another account.
type TrailBucket struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Region string `json:"region,omitempty"`
	// Owned says whether it is among this account's buckets.
	Owned *bool `json:"owned,omitempty"`
	// Exists is false if AWS knows no such bucket.
	Exists *bool `json:"exists,omitempty"`
	// Trails are the ARNs of the trails that deliver to it.
	Trails []string `json:"trails"`
}

const (
	trailBucketsSection            = section[[]TrailBucket]("cloudtrail.buckets")
	trailBucketPublicAccessSection = section[[]BucketPublicAccess]("cloudtrail.bucket_public_access")
	trailBucketPoliciesSection     = section[[]BucketPolicy]("cloudtrail.bucket_policies")
)

// trailBucketOperations are those of finding the buckets.
var trailBucketOperations = []Operation{describeTrails, listBuckets, getBucketLocation}

var cloudtrailBuckets = Collector{
	Sections:   []Section{trailBucketsSection.declare()},
	Operations: trailBucketOperations,
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if buckets := r.bucketsOfTrails(ctx); buckets != nil {
			trailBucketsSection.put(r, buckets)
		}
	},
}

// What is read of the trails' buckets makes sections of their own: another bucket of the account
// that cannot be read is no reason not to judge these.
var cloudtrailBucketPublicAccess = Collector{
	Sections:   []Section{trailBucketPublicAccessSection.declare()},
	Operations: append(slices.Clip(trailBucketOperations), publicAccessOperations...),
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if buckets := r.bucketsOfTrails(ctx); buckets != nil {
			r.putPublicAccess(ctx, trailBucketPublicAccessSection, owned(buckets))
		}
	},
}

var cloudtrailBucketPolicies = Collector{
	Sections:   []Section{trailBucketPoliciesSection.declare()},
	Operations: append(slices.Clip(trailBucketOperations), getBucketPolicy),
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if buckets := r.bucketsOfTrails(ctx); buckets != nil {
			trailBucketPoliciesSection.put(r, r.bucketPolicies(ctx, owned(buckets)))
		}
	},
}

// bucketsOfTrails lists the buckets of all trails, nil if no region told its trails.
func (r *reader) bucketsOfTrails(ctx context.Context) []TrailBucket {
	return r.trailBuckets.get(r, "", func(r *reader) []TrailBucket {
		trails := r.describedTrails(ctx)
		if trails == nil {
			return nil
		}
		buckets := []TrailBucket{}
		for _, t := range trails {
			if t.S3BucketName == "" {
				r.gap(t.HomeRegion, t.ARN, describeTrails.malformed("a trail without a bucket"))
				continue
			}
			i := slices.IndexFunc(buckets, func(b TrailBucket) bool { return b.Name == t.S3BucketName })
			if i < 0 {
				i, buckets = len(buckets), append(buckets, TrailBucket{ARN: r.bucketARN(t.S3BucketName), Name: t.S3BucketName})
			}
			buckets[i].Trails = append(buckets[i].Trails, t.ARN)
		}
		own := r.listedBuckets(ctx)
		each(buckets, func(i int, _ TrailBucket) { r.findBucket(ctx, &buckets[i], own) })
		return buckets
	})
}

// findBucket looks for a trail's bucket among the account's own, and else asks for it. AWS lets
// only its owner know where a bucket is, but anyone that it is gone.
func (r *reader) findBucket(ctx context.Context, b *TrailBucket, own buckets) {
	i := slices.IndexFunc(own.found, func(o Bucket) bool { return o.Name == b.Name })
	if i >= 0 {
		b.Region, b.Owned, b.Exists = own.found[i].Region, aws.Bool(true), aws.Bool(true)
		return
	}
	if !own.whole {
		return
	}
	b.Owned = aws.Bool(false)
	region, err := r.bucketLocation(ctx, b.Name)
	switch {
	case err == nil:
		b.Region, b.Exists = region, aws.Bool(true)
	case says(err, "NoSuchBucket"):
		b.Exists = aws.Bool(false)
	default:
		r.gap("", b.ARN, err)
	}
}

// owned are those of the trails' buckets that are this account's: of others, AWS tells a stranger
// nothing.
func owned(all []TrailBucket) []Bucket {
	var buckets []Bucket
	for _, b := range all {
		if b.Owned != nil && *b.Owned {
			buckets = append(buckets, Bucket{ARN: b.ARN, Name: b.Name, Region: b.Region})
		}
	}
	return buckets
}
