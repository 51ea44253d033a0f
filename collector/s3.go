package collector

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Bucket is an S3 bucket of the account
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Bucket.html).
type Bucket struct {
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Region string `json:"region,omitempty"`
	// CreationDate may be the date of a later change, such as one of the bucket's policy.
	CreationDate *time.Time `json:"creation_date,omitempty"`
}

var (
	listBuckets       = Operation{"S3", "ListBuckets", "s3:ListAllMyBuckets", []string{"Buckets"}}
	getBucketLocation = Operation{"S3", "GetBucketLocation", "s3:GetBucketLocation", nil}
)

const bucketsSection = section[[]Bucket]("s3.buckets")

var s3Buckets = Collector{
	Sections:   []Section{bucketsSection.declare()},
	Operations: []Operation{listBuckets, getBucketLocation},
	collect: func(ctx context.Context, r *reader) {
		if buckets := r.listedBuckets(ctx); buckets.answered {
			bucketsSection.put(r, buckets.found)
		}
	},
}

// buckets are the account's buckets, as far as AWS listed them.
type buckets struct {
	found           []Bucket
	answered, whole bool
}

// listedBuckets asks the region whose creation dates are the most truthful: other regions answer
// with the time of a bucket's last change.
func (r *reader) listedBuckets(ctx context.Context) buckets {
	return r.buckets.get(r, "", func(r *reader) buckets {
		list := buckets{found: []Bucket{}}
		client := r.s3Client(r.globalRegion())
		err := pages(listBuckets, func(token *string) (*string, error) {
			// AWS tells the regions of the buckets only if asked for a number of them.
			out, err := client.ListBuckets(ctx, &s3.ListBucketsInput{MaxBuckets: aws.Int32(1000), ContinuationToken: token})
			if err != nil {
				return nil, err
			}
			list.answered = true
			for _, b := range out.Buckets {
				name := aws.ToString(b.Name)
				list.found = append(list.found, Bucket{
					ARN: r.bucketARN(name), Name: name, Region: aws.ToString(b.BucketRegion), CreationDate: utc(b.CreationDate),
				})
			}
			return out.ContinuationToken, nil
		})
		if err != nil {
			r.gap("", "", err)
		}
		list.whole = err == nil
		each(list.found, func(i int, b Bucket) {
			if b.Region != "" {
				return
			}
			region, err := r.bucketLocation(ctx, b.Name) // only emulators do not tell
			if err != nil {
				r.gap("", b.ARN, err)
				return
			}
			list.found[i].Region = region
		})
		return list
	})
}

// bucketLocation asks for a bucket's region, which any region tells
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html).
func (s *session) bucketLocation(ctx context.Context, name string) (string, error) {
	out, err := s.s3Client(s.globalRegion()).GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: &name})
	switch {
	case err != nil:
		return "", err
	case out.LocationConstraint == "":
		return "us-east-1", nil
	case out.LocationConstraint == "EU":
		return "eu-west-1", nil
	default:
		return string(out.LocationConstraint), nil
	}
}

// s3Client addresses buckets by path, not by host: that works for every name, and 200 buckets
// do not take 200 look-ups and handshakes.
func (s *session) s3Client(region string) *s3.Client {
	return s3.NewFromConfig(s.in(region), func(o *s3.Options) {
		o.UsePathStyle = true
		o.APIOptions = append(slices.Clip(o.APIOptions), checkAnswer)
	})
}

// perBucket reads something of each bucket at once, in the bucket's region. What fails is a gap.
func perBucket[T any](r *reader, buckets []Bucket, read func(client *s3.Client, b Bucket) (T, error)) []T {
	found := make([]*T, len(buckets))
	each(buckets, func(i int, b Bucket) {
		if !r.reads(b.Region, b.ARN) {
			return
		}
		value, err := read(r.s3Client(b.Region), b)
		if err != nil {
			r.gap(b.Region, b.ARN, err)
			return
		}
		found[i] = &value
	})
	values := []T{}
	for _, value := range found {
		if value != nil {
			values = append(values, *value)
		}
	}
	return values
}

// reads reports whether a resource's region is known and among those to read. That it is not
// selected is a gap; that it is not known was one already.
func (r *reader) reads(region, resource string) bool {
	if region == "" || len(r.selected) == 0 || slices.Contains(r.selected, region) {
		return region != ""
	}
	r.miss(snapshot.Gap{Region: region, Operation: "--region", Resource: resource, Code: codeRegionNotSelected})
	return false
}

func (s *session) bucketARN(name string) string {
	return "arn:" + s.identity.partition + ":s3:::" + name
}

// globalRegion is the region of a partition in which its global services are.
func (s *session) globalRegion() string {
	switch s.identity.partition {
	case "aws":
		return "us-east-1"
	case "aws-cn":
		return "cn-north-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	default:
		return s.cfg.Region
	}
}
