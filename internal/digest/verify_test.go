package digest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rsa"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

const (
	account = "111122223333"
	logs    = "AWSLogs/" + account + "/CloudTrail/us-east-1/"
	added   = logs + "2026/11/19/" + account + "_CloudTrail_us-east-1_20261119T2230Z_added00000000000.json.gz"
	// digestAt is the name of a digest of 20 November, but for its time.
	digestAt = "AWSLogs/" + account + "/CloudTrail-Digest/us-east-1/2026/11/20/" + account + "_CloudTrail-Digest_us-east-1_management_events_us-east-1_20261120T"
)

var (
	start = time.Date(2026, 11, 19, 20, 15, 31, 0, time.UTC)
	keys  = sync.OnceValue(func() []*digesttest.Key { return []*digesttest.Key{digesttest.NewKey(), digesttest.NewKey()} })
)

// cloudtrail knows the keys that CloudTrail has, as ListPublicKeys does.
type cloudtrail map[string]*rsa.PublicKey

func (c cloudtrail) Key(_ context.Context, _, fingerprint string, _ time.Time) (*rsa.PublicKey, error) {
	if key, ok := c[fingerprint]; ok {
		return key, nil
	}
	return nil, digest.ErrUnknownKey
}

func genuine() cloudtrail {
	key := keys()[0]
	return cloudtrail{key.Fingerprint(): &key.PublicKey}
}

func newTrail(b *digesttest.Bucket, region, name string) *digesttest.Trail {
	return &digesttest.Trail{Bucket: b, Key: keys()[0], Account: account, Region: region, Name: name}
}

func verify(t *testing.T, store digest.Store, k digest.Keys, o digest.Options) *digest.Verification {
	t.Helper()
	v, err := digest.Verify(t.Context(), store, k, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range v.Problems {
		if p.Detail == "" || !p.Kind.Wrong() {
			t.Errorf("it has no reason, or is nothing wrong: %+v", p)
		}
	}
	for _, p := range v.Unverified {
		if p.Detail == "" || p.Kind.Wrong() {
			t.Errorf("it has no reason, or is wrong: %+v", p)
		}
	}
	return v
}

// summary is what a verification says: the numbers of verified, failed and unverified files, and
// the problems.
func summary(v *digest.Verification) []string {
	lines := []string{fmt.Sprintf("digests %d %d %d, logs %d %d %d", v.Digests.Verified, v.Digests.Failed, v.Digests.Unverified,
		v.Logs.Verified, v.Logs.Failed, v.Logs.Unverified)}
	for _, list := range [][]digest.Problem{v.Problems, v.Unverified} {
		for _, p := range list {
			line := string(p.Kind) + " " + p.Object
			if p.Count > 0 {
				line = fmt.Sprintf("%s (%d)", line, p.Count)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func wantSummary(t *testing.T, v *digest.Verification, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, summary(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// six delivers six hours of a trail, over midnight, of two log files each.
func six(b *digesttest.Bucket) []digesttest.Digest {
	return newTrail(b, "us-east-1", "management_events").Hours(start, 6, 2)
}

// A story is what was done to a trail, by default of six hours, and what is found then. $D2 is the
// name of the third digest, and $L2 that of the first log file that it lists.
type story struct {
	deliver func(b *digesttest.Bucket) []digesttest.Digest
	do      func(b *digesttest.Bucket, d []digesttest.Digest)
	want    []string
	// inCopy is what is found in a copy that has only the signature of the newest digest, if that
	// is something else.
	inCopy []string
}

func tell(t *testing.T, stories map[string]story) {
	t.Helper()
	for name, s := range stories {
		b := digesttest.NewBucket("logs")
		if s.deliver == nil {
			s.deliver = six
		}
		d := s.deliver(b)
		if s.do != nil {
			s.do(b, d)
		}
		t.Run(name+"/bucket", func(t *testing.T) {
			wantSummary(t, verify(t, bucket{in: b}, genuine(), digest.Options{}), expand(s.want, d)...)
		})
		t.Run(name+"/copy", func(t *testing.T) {
			want := s.want
			if s.inCopy != nil {
				want = s.inCopy
			}
			newest := d[len(d)-1]
			b.Objects[newest.Name+".signature"] = digesttest.Object{Data: []byte(newest.Signature + "\n")}
			wantSummary(t, verify(t, folder(t, b), genuine(), digest.Options{}), expand(want, d)...)
		})
	}
}

func expand(lines []string, d []digesttest.Digest) []string {
	var names []string
	for i, d := range slices.Backward(d) { // $D1 is the beginning of $D10
		names = append(names, fmt.Sprintf("$D%d", i), d.Name)
		if len(d.Logs) > 0 {
			names = append(names, fmt.Sprintf("$L%d", i), d.Logs[0])
		}
	}
	var expanded []string
	for _, line := range lines {
		expanded = append(expanded, strings.NewReplacer(names...).Replace(line))
	}
	return expanded
}

func set(b *digesttest.Bucket, name string, data []byte) {
	o := b.Objects[name]
	o.Data = data
	b.Objects[name] = o
}

// edit replaces text in a file's content.
func edit(t *testing.T, b *digesttest.Bucket, name, old, replacement string) {
	t.Helper()
	content := gunzip(t, b.Objects[name].Data)
	if !bytes.Contains(content, []byte(old)) {
		t.Fatalf("%s has no %s", name, old)
	}
	set(b, name, digesttest.Gzip(bytes.Replace(content, []byte(old), []byte(replacement), 1)))
}

func gunzip(t *testing.T, data []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
