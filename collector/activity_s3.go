package collector

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"golang.org/x/sync/semaphore"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// EventBucket is the bucket that trails deliver to, as s3://bucket/prefix. What follows AWSLogs in the
// prefix is found by itself: the folders of the account, of the regions and of the days.
func EventBucket(address string) (EventSource, error) {
	bucket, prefix, _ := strings.Cut(strings.TrimPrefix(address, "s3://"), "/")
	if !bucketName.MatchString(bucket) {
		return nil, fmt.Errorf("unknown bucket %q: want s3://BUCKET or s3://BUCKET/PREFIX", bucket)
	}
	return bucketOfLogs{bucket, logRoot(prefix)}, nil
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,253}[a-z0-9]$`)

// logRoot is where a trail's folders of accounts and organisations are.
func logRoot(prefix string) string {
	segments := strings.FieldsFunc(prefix, func(r rune) bool { return r == '/' })
	if i := slices.Index(segments, "AWSLogs"); i >= 0 {
		segments = segments[:i]
	}
	return strings.Join(append(segments, "AWSLogs"), "/") + "/"
}

type bucketOfLogs struct{ bucket, root string }

func (bucketOfLogs) operations() []Operation { return []Operation{listObjects, getObject} }

func (bucketOfLogs) regional() bool { return false }

const (
	objectsAtOnce = 16
	// bytesAtOnce bounds what is kept of objects that are read.
	bytesAtOnce = 4 * maxObject
)

func (b bucketOfLogs) read(ctx context.Context, r *reader, q *eventQuery) bool {
	found, err := b.find(ctx, r)
	if err != nil {
		r.gap(found.region, b.arn(r, b.root), err)
		return false
	}
	f := newEventFiles(q, func(name string, err error) snapshot.Gap {
		return r.gate.gapOf(found.region, b.arn(r, name), err)
	})
	files := make(chan eventFile)
	go func() {
		defer close(files)
		b.walk(ctx, r, q, found, files)
	}()
	f.readAll(ctx, files, objectsAtOnce)
	return f.conclude(ctx, r)
}

const (
	// digestDelay is how long after its log files a digest may yet have to come.
	digestDelay = 3 * time.Hour
	// verifiedAtLeast is what is verified of a bucket if the window is shorter.
	verifiedAtLeast = 24 * time.Hour
)

// delivered is what was delivered to the bucket in the window, as far as its digests have come.
func (b bucketOfLogs) delivered(ctx context.Context, r *reader) (deliveredFiles, error) {
	found, err := b.find(ctx, r)
	if err != nil {
		return deliveredFiles{}, r.told(err)
	}
	until := r.started.Add(-digestDelay)
	since := r.window.EventsSince
	if least := until.Add(-verifiedAtLeast); since.After(least) {
		since = least
	}
	return deliveredFiles{
		Store: &logBucket{found, strings.TrimSuffix(b.root, "AWSLogs/")}, bucketARN: r.bucketARN(b.bucket),
		options: digest.Options{Source: "s3://" + b.bucket + "/" + b.root, Since: since, Until: until, Regions: r.selected, Workers: objectsAtOnce},
	}, nil
}

func (b bucketOfLogs) arn(r *reader, name string) string {
	return r.bucketARN(b.bucket) + "/" + strings.ToValidUTF8(name, "\uFFFD")
}

// find looks for the bucket. Asked in another region, S3 names the right one, whoever asks.
func (b bucketOfLogs) find(ctx context.Context, r *reader) (*objects, error) {
	region := r.globalRegion()
	client := r.s3Client(region)
	_, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &b.bucket, Prefix: &b.root, MaxKeys: aws.Int32(1)})
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		named := response.Response.Header.Get("X-Amz-Bucket-Region")
		if named != region && regionName.MatchString(named) {
			region, client, err = named, r.s3Client(named), nil
		}
	}
	return &objects{r.session, b.bucket, region, client}, err
}

// walk passes on the objects that may hold events of the account in the window. What cannot be listed is
// a gap.
func (b bucketOfLogs) walk(ctx context.Context, r *reader, q *eventQuery, o *objects, files chan<- eventFile) {
	room := semaphore.NewWeighted(bytesAtOnce)
	each(b.regions(ctx, r, o, q.account), func(_ int, folder string) {
		region := path.Base(folder)
		if !r.reads(region, b.arn(r, folder)) {
			return
		}
		// A file is named by when it was delivered, which is after all that is in it.
		since := q.since.UTC()
		after := folder + since.Format("2006/01/02/") + q.account + "_CloudTrail_" + region + since.Format("_20060102T1504")
		err := o.list(ctx, &s3.ListObjectsV2Input{Prefix: &folder, StartAfter: &after}, func(page *s3.ListObjectsV2Output) error {
			for _, object := range page.Contents {
				name, err := url.QueryUnescape(aws.ToString(object.Key))
				if err != nil {
					return listObjects.malformed("a name that is not encoded")
				}
				if strings.HasSuffix(name, "/") {
					continue // the console makes folders of these
				}
				files <- b.file(ctx, o, room, name, aws.ToInt64(object.Size))
			}
			return nil
		})
		if err != nil {
			r.gap(o.region, b.arn(r, folder), err)
		}
	})
}

// regions finds the folders of the regions: below the account's own, and below those of organisations.
func (b bucketOfLogs) regions(ctx context.Context, r *reader, o *objects, account string) []string {
	roots := []string{}
	for _, folder := range b.folders(ctx, r, o, b.root) {
		name := strings.TrimSuffix(strings.TrimPrefix(folder, b.root), "/")
		switch {
		case name == account:
			roots = append(roots, folder)
		case strings.HasPrefix(name, "o-"):
			roots = append(roots, folder+account+"/")
		}
	}
	var regions []string
	for _, root := range roots {
		regions = append(regions, b.folders(ctx, r, o, root+"CloudTrail/")...)
	}
	return regions
}

// folders lists the folders in a folder. What cannot be listed is a gap.
func (b bucketOfLogs) folders(ctx context.Context, r *reader, o *objects, folder string) []string {
	var names []string
	err := o.list(ctx, &s3.ListObjectsV2Input{Prefix: &folder, Delimiter: aws.String("/")}, func(page *s3.ListObjectsV2Output) error {
		for _, p := range page.CommonPrefixes {
			name, err := url.QueryUnescape(aws.ToString(p.Prefix))
			if err != nil {
				return listObjects.malformed("a name that is not encoded")
			}
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		r.gap(o.region, b.arn(r, folder), err)
	}
	return names
}

// file is an object to be read. It takes room until it is closed.
func (b bucketOfLogs) file(ctx context.Context, o *objects, room *semaphore.Weighted, name string, size int64) eventFile {
	size = min(max(size, 1), maxObject)
	return eventFile{name, func() (io.ReadCloser, error) {
		if err := room.Acquire(ctx, size); err != nil {
			return nil, err
		}
		object, err := o.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.bucket, Key: &name})
		if err != nil {
			room.Release(size)
			return nil, err
		}
		return roomedBody{object.Body, func() { room.Release(size) }}, nil
	}}
}

type roomedBody struct {
	io.ReadCloser
	leave func()
}

func (b roomedBody) Close() error {
	b.leave()
	return b.ReadCloser.Close()
}
