package digest_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

// oldDigest is one of the morning before.
const oldDigest = "AWSLogs/" + account + "/CloudTrail-Digest/us-east-1/2026/11/19/" + account + "_CloudTrail-Digest_us-east-1_management_events_us-east-1_20261119T121531Z.json.gz"

func TestChains(t *testing.T) {
	tell(t, map[string]story{
		"off for two hours": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				own := newTrail(b, "us-east-1", "management_events")
				d := own.Hours(start, 2, 1)
				own.Stop()
				return append(d, own.Hours(start.Add(4*time.Hour), 2, 1)...)
			},
			want:   []string{"digests 4 0 0, logs 4 0 0", "chain_gap $D2"},
			inCopy: []string{"digests 3 0 1, logs 3 0 1", "chain_gap $D2", "no_signature $D1", "uncovered " + logs + " (1)"},
		},
		"an hour without a digest": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				own := newTrail(b, "us-east-1", "management_events")
				d := own.Hours(start, 2, 1)
				return append(d, own.Hours(start.Add(3*time.Hour), 2, 1)...)
			},
			want: []string{"digests 4 0 0, logs 4 0 0", "chain_gap $D2"},
		},
		"hours without log files": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				return newTrail(b, "us-east-1", "management_events").Hours(start, 3, 0)
			},
			want: []string{"digests 3 0 0, logs 0 0 0"},
		},
		"two trails and two regions": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				other := newTrail(b, "us-east-1", "other").Hours(start.Add(-17*time.Minute), 7, 3)
				b.Objects[other[6].Name+".signature"] = digesttest.Object{Data: []byte(other[6].Signature)}
				west := newTrail(b, "eu-west-1", "management_events").Hours(start, 6, 1)
				b.Objects[west[5].Name+".signature"] = digesttest.Object{Data: []byte(west[5].Signature)}
				return six(b)
			},
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				edit(t, b, d[2].Logs[0], `"Root"`, `"IAMUser"`)
				set(b, added, []byte("{}"))
			},
			want: []string{"digests 19 0 0, logs 38 2 0", "unmentioned_log " + added, "altered_log $L2"},
		},
		// Whether its log files were of the second trail cannot be known.
		"a digest of one of two trails deleted": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				other := newTrail(b, "us-east-1", "other").Hours(start.Add(-17*time.Minute), 7, 3)
				b.Objects[other[6].Name+".signature"] = digesttest.Object{Data: []byte(other[6].Signature)}
				return six(b)
			},
			do:     func(b *digesttest.Bucket, d []digesttest.Digest) { delete(b.Objects, d[3].Name) },
			want:   []string{"digests 12 1 0, logs 31 0 2", "missing_digest $D3", "uncovered " + logs + " (2)"},
			inCopy: []string{"digests 11 1 1, logs 29 0 4", "missing_digest $D3", "no_signature $D2", "uncovered " + logs + " (4)"},
		},
		"another bucket before": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				own := newTrail(digesttest.NewBucket("old-logs"), "us-east-1", "management_events")
				own.Hours(start.Add(-3*time.Hour), 3, 1)
				own.Bucket = b
				d := own.Hours(start, 3, 1)
				// Something older is there all the same.
				newTrail(b, "us-east-1", "management_events").Hours(start.Add(-9*time.Hour), 1, 0)
				return d
			},
			want:   []string{"digests 4 0 0, logs 3 0 0", "other_bucket $D0"},
			inCopy: []string{"digests 3 0 1, logs 3 0 0", "no_signature " + oldDigest, "other_bucket $D0"},
		},
		"log files in another bucket": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				own := newTrail(b, "us-east-1", "management_events")
				own.Edit = func(content []byte) []byte {
					return bytes.Replace(content, []byte(`"s3Bucket":"logs"`), []byte(`"s3Bucket":"elsewhere"`), 1)
				}
				return own.Hours(start, 1, 2)
			},
			want: []string{"digests 1 0 0, logs 1 0 2", "uncovered " + logs + " (1)", "other_bucket s3://elsewhere/$L0"},
		},
		"backfill": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				late := newTrail(b, "us-east-1", "management_events")
				late.Backfill(start.Add(time.Hour), start.Add(2*time.Hour), start.Add(30*time.Hour), 2)
				last := late.Backfill(start.Add(4*time.Hour), start.Add(5*time.Hour), start.Add(30*time.Hour), 3)
				b.Objects[last.Name+".signature"] = digesttest.Object{Data: []byte(last.Signature)}
				return newTrail(b, "us-east-1", "management_events").Hours(start, 6, 1)
			},
			want: []string{"digests 8 0 0, logs 11 0 0"},
		},
		"backfill without a chain": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				for _, from := range []time.Time{start.Add(time.Hour), start.Add(4 * time.Hour)} {
					one := newTrail(b, "us-east-1", "management_events").Backfill(from, from.Add(time.Hour), start.Add(30*time.Hour), 3)
					b.Objects[one.Name+".signature"] = digesttest.Object{Data: []byte(one.Signature)}
				}
				return newTrail(b, "us-east-1", "management_events").Hours(start, 6, 1)
			},
			want: []string{"digests 8 0 0, logs 12 0 0"},
		},
	})
}

// The signature of a copy's newest digest is in S3 only.
func TestCopyWithoutSignature(t *testing.T) {
	b := digesttest.NewBucket("logs")
	d := six(b)
	wantSummary(t, verify(t, folder(t, b), genuine(), digest.Options{}),
		expand([]string{"digests 5 0 1, logs 10 0 2", "no_signature $D5", "uncovered " + logs + " (2)"}, d)...)
	// It vouches for the one before all the same.
	edit(t, b, d[4].Name, `"hashAlgorithm":"SHA-256"`, `"hashAlgorithm":"SHA-1"`)
	wantSummary(t, verify(t, folder(t, b), genuine(), digest.Options{}),
		expand([]string{"digests 4 1 1, logs 8 0 4", "altered_digest $D4", "no_signature $D5", "uncovered " + logs + " (4)"}, d)...)
}
