package digest_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

// Without keys nothing is verified. But where files contradict each other, one was changed, whoever signed it.
func TestWithoutKeys(t *testing.T) {
	for name, tc := range map[string]struct {
		do   func(b *digesttest.Bucket, d []digesttest.Digest)
		want []string
	}{
		"intact": {func(*digesttest.Bucket, []digesttest.Digest) {}, []string{"digests 0 0 6, logs 0 0 12"}},
		"altered log": {
			func(b *digesttest.Bucket, d []digesttest.Digest) {
				set(b, d[2].Logs[0], digesttest.Gzip([]byte("{}")))
			},
			[]string{"digests 0 0 6, logs 0 1 11", "altered_log $L2"},
		},
		"deleted log": {
			func(b *digesttest.Bucket, d []digesttest.Digest) { delete(b.Objects, d[2].Logs[0]) },
			[]string{"digests 0 0 6, logs 0 1 11", "missing_log $L2"},
		},
		"altered digest": {
			func(b *digesttest.Bucket, d []digesttest.Digest) {
				set(b, d[3].Name, append(b.Objects[d[3].Name].Data, digesttest.Gzip([]byte(" "))...))
			},
			[]string{"digests 0 1 5, logs 0 0 12", "altered_digest $D3"},
		},
		"deleted digest": {
			func(b *digesttest.Bucket, d []digesttest.Digest) { delete(b.Objects, d[3].Name) },
			[]string{"digests 0 1 5, logs 0 0 12", "missing_digest $D3"},
		},
		"a long list": {
			func(b *digesttest.Bucket, d []digesttest.Digest) {
				edit(t, b, d[5].Name, `"logFiles":[`, `"logFiles":[`+strings.Repeat("{},", 200_000))
				delete(b.Objects, d[5].Logs[0])
			},
			[]string{"digests 0 0 6, logs 0 0 11"},
		},
		"a list of something else": {
			func(b *digesttest.Bucket, d []digesttest.Digest) {
				edit(t, b, d[5].Name, `"logFiles":[`, `"logFiles":[1,`)
			},
			[]string{"digests 0 0 6, logs 0 0 12"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := digesttest.NewBucket("logs")
			d := six(b)
			tc.do(b, d)
			v := verify(t, bucket{in: b}, deniedKeys{}, digest.Options{})
			got := summary(v)
			want := expand(tc.want, d)
			wantSummary(t, &digest.Verification{Digests: v.Digests, Logs: v.Logs, Problems: v.Problems}, want...)
			if len(v.Unverified) == 0 {
				t.Errorf("all is verified: %v", got)
			}
			for _, p := range v.Problems {
				if !strings.Contains(p.Detail, "whose signature could not be checked") {
					t.Errorf("it does not say what it rests on: %+v", p)
				}
			}
		})
	}
}

// What anybody may have written names log files alone: nothing else is opened for it.
func TestUnsignedNamesOfOtherFiles(t *testing.T) {
	b := digesttest.NewBucket("logs")
	own := newTrail(b, "us-east-1", "main")
	own.NameLogs = "AWSLogs/999988887777/CloudTrail/us-east-1/secret.json.gz"
	d := own.Hours(start, 1, 1)
	store := opened{bucket{in: b}, map[string]bool{}}
	v := verify(t, store, deniedKeys{}, digest.Options{})
	wantSummary(t, v, expand([]string{"digests 0 0 1, logs 0 0 1", "no_key $D0", "uncovered " + logs + " (1)"}, d)...)
	if store.names[own.NameLogs] {
		t.Error("it was opened")
	}
}

// opened notes what is opened.
type opened struct {
	bucket
	names map[string]bool
}

func (o opened) Open(ctx context.Context, name string) (*digest.Object, error) {
	o.names[name] = true
	return o.bucket.Open(ctx, name)
}

func TestHas(t *testing.T) {
	b := digesttest.NewBucket("logs")
	six(b)
	b.Objects["AWSLogs/999988887777/CloudTrail/us-east-1/x.json.gz"] = digesttest.Object{}
	for account, want := range map[string]bool{"111122223333": true, "999988887777": false, "444455556666": false} {
		for _, store := range []digest.Store{bucket{in: b}, folder(t, b)} {
			if got, err := digest.Has(t.Context(), store, account); got != want || err != nil {
				t.Errorf("%s: %t, %v", account, got, err)
			}
		}
	}
	for _, name := range []string{"AWSLogs/", "AWSLogs/111122223333/CloudTrail-Digest/"} {
		failing := bucket{in: b, failing: map[string]error{name: fs.ErrPermission}}
		if _, err := digest.Has(t.Context(), failing, "111122223333"); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s cannot be listed: %v", name, err)
		}
	}
}
