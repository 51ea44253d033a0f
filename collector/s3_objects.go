package collector

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

var (
	listObjects = Operation{"S3", "ListObjectsV2", "s3:ListBucket", []string{"Name"}}
	getObject   = Operation{"S3", "GetObject", "s3:GetObject", []string{"ETag", "LastModified"}}
)

// maxObject is more than CloudTrail's largest log file, which has 50 MB.
const maxObject = 64 << 20

var errTooLarge = fmt.Errorf("it has more than %d MiB", maxObject>>20)

// objects reads the objects of a bucket.
type objects struct {
	*session
	bucket, region string
	client         *s3.Client
}

// objects finds a bucket, which may be another account's.
func (s *session) objects(ctx context.Context, bucket string) (*objects, error) {
	region, err := s.bucketLocation(ctx, bucket)
	if err != nil {
		return nil, fmt.Errorf("find bucket %s: %w", bucket, s.told(err))
	}
	return &objects{s, bucket, region, s.s3Client(region)}, nil
}

// told says in one line, in tocsin's words, why a call failed.
func (s *session) told(err error) error {
	if says(err, "NoSuchKey") {
		return fs.ErrNotExist
	}
	g := s.gate.gapOf("", "", err)
	return errors.New(strings.TrimSpace(fmt.Sprintf("%s: %s %s", g.Operation, g.Code, g.Message)))
}

var errEnough = errors.New("the rest of the list is not wanted")

// names lists the objects below a prefix whose names come after another one, in order.
func (o *objects) names(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := o.list(ctx, &s3.ListObjectsV2Input{Prefix: &prefix, StartAfter: &after}, func(page *s3.ListObjectsV2Output) error {
			for _, object := range page.Contents {
				name, err := url.QueryUnescape(aws.ToString(object.Key))
				if err != nil {
					return listObjects.malformed("a name that is not encoded")
				}
				if !yield(name, nil) {
					return errEnough
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield("", o.told(err))
		}
	}
}

// folders lists what follows a prefix, up to the next slash.
func (o *objects) folders(ctx context.Context, prefix string) ([]string, error) {
	var names []string
	err := o.list(ctx, &s3.ListObjectsV2Input{Prefix: &prefix, Delimiter: aws.String("/")}, func(page *s3.ListObjectsV2Output) error {
		for _, p := range page.CommonPrefixes {
			name, err := url.QueryUnescape(aws.ToString(p.Prefix))
			if err != nil {
				return listObjects.malformed("a name that is not encoded")
			}
			names = append(names, strings.TrimSuffix(strings.TrimPrefix(name, prefix), "/"))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list s3://%s/%s: %w", o.bucket, prefix, o.told(err))
	}
	return names, nil
}

// list asks for the pages of a list. XML cannot hold every name, so they come encoded.
func (o *objects) list(ctx context.Context, in *s3.ListObjectsV2Input, read func(*s3.ListObjectsV2Output) error) error {
	in.Bucket, in.EncodingType = &o.bucket, types.EncodingTypeUrl
	return pages(listObjects, func(token *string) (*string, error) {
		in.ContinuationToken = token
		page, err := o.client.ListObjectsV2(ctx, in)
		switch {
		case err != nil:
			return nil, err
		case aws.ToBool(page.IsTruncated) && aws.ToString(page.NextContinuationToken) == "":
			return nil, malformed("a page without the next one's token")
		}
		return page.NextContinuationToken, read(page)
	})
}

// open reads an object, which arrives whole or not at all. The error is fs.ErrNotExist if S3 says
// that there is none.
func (o *objects) open(ctx context.Context, name string) (*s3.GetObjectOutput, error) {
	object, err := o.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &o.bucket, Key: &name})
	if err != nil {
		return nil, o.told(err)
	}
	return object, nil
}
