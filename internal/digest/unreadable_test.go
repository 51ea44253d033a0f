package digest_test

import (
	"bytes"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

var errDenied = errors.New("AccessDenied")

// What cannot be read is unverified, whatever it is: it is neither taken for good nor for bad.
func TestUnreadable(t *testing.T) {
	const digests = "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/"
	for name, tc := range map[string]struct {
		fails string
		want  []string
	}{
		"log":              {"$L2", []string{"digests 6 0 0, logs 11 0 1", "unreadable $L2"}},
		"digest":           {"$D3", []string{"digests 5 0 1, logs 10 0 2", "unreadable $D3", "uncovered " + logs + " (2)"}},
		"list of logs":     {logs, []string{"digests 6 0 0, logs 12 0 0", "unreadable " + logs}},
		"list of digests":  {digests, []string{"digests 0 0 0, logs 0 0 0", "unreadable " + digests}},
		"regions, digests": {"AWSLogs/111122223333/CloudTrail-Digest/", []string{"digests 6 0 0, logs 12 0 0", "unreadable AWSLogs/111122223333/CloudTrail-Digest/"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := digesttest.NewBucket("logs")
			d := six(b)
			store := bucket{in: b, failing: map[string]error{expand([]string{tc.fails}, d)[0]: errDenied}}
			wantSummary(t, verify(t, store, genuine(), digest.Options{}), expand(tc.want, d)...)
		})
	}
	b := digesttest.NewBucket("logs")
	six(b)
	if _, err := digest.Verify(t.Context(), bucket{in: b, failing: map[string]error{"AWSLogs/": errDenied}}, genuine(), digest.Options{}); !errors.Is(err, errDenied) {
		t.Errorf("accounts that cannot be listed: %v", err)
	}
}

// breaking breaks off while a file is read.
type breaking struct {
	bucket
	name string
}

func (b breaking) Open(ctx context.Context, name string) (*digest.Object, error) {
	o, err := b.bucket.Open(ctx, name)
	if name == b.name && err == nil {
		half := io.LimitReader(o.ReadCloser, 100)
		o.ReadCloser = io.NopCloser(io.MultiReader(half, iotest.ErrReader(io.ErrUnexpectedEOF)))
	}
	return o, err
}

func TestReadingBreaksOff(t *testing.T) {
	b := digesttest.NewBucket("logs")
	d := six(b)
	for name, want := range map[string][]string{
		d[2].Logs[0]: {"digests 6 0 0, logs 11 0 1", "unreadable $L2"},
		d[3].Name:    {"digests 5 0 1, logs 10 0 2", "unreadable $D3", "uncovered " + logs + " (2)"},
	} {
		v := verify(t, breaking{bucket{in: b}, name}, genuine(), digest.Options{})
		wantSummary(t, v, expand(want, d)...)
	}
}

// Some KB may inflate to GB.
func TestBombs(t *testing.T) {
	b := digesttest.NewBucket("logs")
	d := six(b)
	bomb := digesttest.Gzip(bytes.Repeat([]byte(" "), 20<<20))
	if len(bomb) > 30_000 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	set(b, d[2].Logs[0], bomb)
	set(b, d[3].Name, bomb)
	v, err := digest.VerifyWithin(t.Context(), bucket{in: b}, genuine(), digest.Options{}, 1<<20, 10<<20)
	if err != nil {
		t.Fatal(err)
	}
	wantSummary(t, v, expand([]string{"digests 5 0 1, logs 9 0 3", "unreadable $D3", "uncovered " + logs + " (2)", "unreadable $L2"}, d)...)
	if want := "It could not be read: it inflates to more than 10 MiB."; v.Unverified[2].Detail != want {
		t.Errorf("got %q, want %q", v.Unverified[2].Detail, want)
	}
}

// A file may be of a kind that this version does not know.
func TestUnknownAlgorithms(t *testing.T) {
	for name, want := range map[string][]string{
		`"hashAlgorithm":"SHA-256"`:                  {"digests 1 0 0, logs 0 0 1", "unreadable $L0"},
		`"digestSignatureAlgorithm":"SHA256withRSA"`: {"digests 0 0 1, logs 0 0 1", "unreadable $D0", "uncovered " + logs + " (1)"},
		`"logFiles":[`:                               {"digests 0 0 1, logs 0 0 1", "unreadable $D0", "uncovered " + logs + " (1)"},
	} {
		b := digesttest.NewBucket("logs")
		own := newTrail(b, "us-east-1", "management_events")
		own.Edit = func(content []byte) []byte {
			return bytes.Replace(content, []byte(name), []byte(strings.NewReplacer("256", "512", "[", "[1,").Replace(name)), 1)
		}
		d := own.Hours(start, 1, 1)
		wantSummary(t, verify(t, bucket{in: b}, genuine(), digest.Options{}), expand(want, d)...)
	}
}

func TestInterrupted(t *testing.T) {
	b := digesttest.NewBucket("logs")
	six(b)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if v, err := digest.Verify(ctx, bucket{in: b}, genuine(), digest.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v and the error %v", v, err)
	}
}

func TestKeysThatCannotBeHad(t *testing.T) {
	b := digesttest.NewBucket("logs")
	d := six(b)[5:]
	for name, tc := range map[string]struct {
		keys digest.Keys
		want string
	}{
		"denied":              {deniedKeys{}, "no_key $D0"},
		"others were given":   {digest.KeySet{"x": &keys()[0].PublicKey}, "no_key $D0"},
		"CloudTrail has none": {cloudtrail{}, "unknown_key $D0"},
	} {
		t.Run(name, func(t *testing.T) {
			v := verify(t, bucket{in: b}, tc.keys, digest.Options{Since: d[0].Ends})
			got := summary(v)
			if want := expand([]string{tc.want}, d)[0]; len(got) < 2 || got[1] != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if v.Digests.Verified+v.Logs.Verified > 0 {
				t.Errorf("without a key %s are verified", got[0])
			}
		})
	}
}

type deniedKeys struct{}

func (deniedKeys) Key(context.Context, string, string, time.Time) (*rsa.PublicKey, error) {
	return nil, errDenied
}

// Another time has other keys: that CloudTrail had none then proves nothing of a backfill digest
// whose time is not known.
func TestKeyOfBackfillDigest(t *testing.T) {
	b := digesttest.NewBucket("logs")
	newTrail(b, "us-east-1", "management_events").Hours(start, 2, 1)
	late := newTrail(b, "us-east-1", "management_events").Backfill(start, start.Add(time.Hour), start.Add(30*time.Hour), 1)
	v := verify(t, bucket{in: b}, cloudtrail{}, digest.Options{})
	if want := fmt.Sprint("unknown_key ", late.Name); !strings.Contains(fmt.Sprint(summary(v)), want) {
		t.Errorf("got %q, want %s", summary(v), want)
	}
	o := b.Objects[late.Name]
	delete(o.Metadata, "backfill-generation-timestamp")
	v = verify(t, bucket{in: b}, cloudtrail{}, digest.Options{})
	if want := fmt.Sprint("no_key ", late.Name); !strings.Contains(fmt.Sprint(summary(v)), want) {
		t.Errorf("got %q, want %s", summary(v), want)
	}
}
