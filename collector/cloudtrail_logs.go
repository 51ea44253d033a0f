package collector

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest"
)

// Logs reads the files that CloudTrail delivers, and the keys by which they are verified. It is no
// part of a scan.
type Logs struct{ *publicKeys }

// LogOperations lists the calls that reading log files and keys can make, sorted by action.
func LogOperations() []Operation {
	return []Operation{listPublicKeys, getBucketLocation, getObject, listObjects, getCallerIdentity}
}

// OpenLogs asks AWS who is calling, and says what else is wrong with the configuration.
func OpenLogs(ctx context.Context, o Options) (*Logs, error) {
	if o.Timing == nil { // an object takes longer than an answer
		o.Timing = &Timing{Attempt: time.Minute, Call: 3 * time.Minute, Backoff: 4 * time.Second}
	}
	s, err := newSession(ctx, o, LogOperations())
	if err != nil {
		return nil, err
	}
	return &Logs{&publicKeys{session: s, now: o.now}}, nil
}

// EndpointOverrides returns the endpoints that answered in place of AWS so far.
func (l *Logs) EndpointOverrides() []string { return l.gate.overrides() }

// Bucket opens a trail's bucket. Prefix is what the trail has before AWSLogs/, ending in a slash
// unless it is empty.
func (l *Logs) Bucket(ctx context.Context, name, prefix string) (digest.Store, error) {
	found, err := l.objects(ctx, name)
	if err != nil {
		return nil, err
	}
	return &logBucket{found, prefix}, nil
}

type logBucket struct {
	*objects
	prefix string
}

func (b *logBucket) Bucket() string { return b.bucket }

func (b *logBucket) Roots(context.Context) ([]string, error) {
	return []string{b.prefix + "AWSLogs/"}, nil
}

func (b *logBucket) Folders(ctx context.Context, folder string) ([]string, error) {
	return b.folders(ctx, folder)
}

func (b *logBucket) Files(ctx context.Context, folder, after string) iter.Seq2[string, error] {
	return b.names(ctx, folder, after)
}

// Open reads an object and the metadata that CloudTrail gives it
// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html).
func (b *logBucket) Open(ctx context.Context, name string) (*digest.Object, error) {
	if name == "" { // the SDK would ask for the bucket
		return nil, fmt.Errorf("read an object without a name: %w", fs.ErrInvalid)
	}
	object, err := b.open(ctx, name)
	if err != nil {
		return nil, err
	}
	generated, _ := time.Parse(time.RFC3339, object.Metadata["backfill-generation-timestamp"]) // zero if it says none
	return &digest.Object{ReadCloser: object.Body, Signature: object.Metadata["signature"], Generated: generated}, nil
}
