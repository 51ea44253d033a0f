package digest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

func TestDigests(t *testing.T) {
	forged := func(do func(own *digesttest.Trail)) func(b *digesttest.Bucket) []digesttest.Digest {
		return func(b *digesttest.Bucket) []digesttest.Digest {
			own := newTrail(b, "us-east-1", "management_events")
			d := own.Hours(start, 5, 2)
			own.Key = keys()[1]
			do(own)
			return append(d, own.Hours(start.Add(5*time.Hour), 1, 2)...)
		}
	}
	tell(t, map[string]story{
		"altered": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				edit(t, b, d[3].Name, `"hashAlgorithm":"SHA-256"`, `"hashAlgorithm":"SHA-1"`)
			},
			want: []string{"digests 5 1 0, logs 10 0 2", "altered_digest $D3", "uncovered " + logs + " (2)"},
		},
		"altered newest": {
			do:   func(b *digesttest.Bucket, d []digesttest.Digest) { edit(t, b, d[5].Name, `"SHA-256"`, `"SHA-512"`) },
			want: []string{"digests 5 1 0, logs 10 0 2", "altered_digest $D5", "uncovered " + logs + " (2)"},
		},
		"altered signature": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				b.Objects[d[3].Name] = digesttest.Object{Data: b.Objects[d[3].Name].Data, Metadata: map[string]string{"signature": "00"}}
			}, // the next digest vouches for the content
			want: []string{"digests 6 0 0, logs 12 0 0"},
		},
		"no digest": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				set(b, d[3].Name, digesttest.Gzip([]byte(`{"a":1}`)))
			},
			want:   []string{"digests 5 1 0, logs 10 0 2", "altered_digest $D3", "uncovered " + logs + " (2)"},
			inCopy: []string{"digests 4 1 1, logs 8 0 4", "altered_digest $D3", "no_signature $D2", "uncovered " + logs + " (4)"},
		},
		"cut off": {
			do:     func(b *digesttest.Bucket, d []digesttest.Digest) { set(b, d[3].Name, b.Objects[d[3].Name].Data[:200]) },
			want:   []string{"digests 5 1 0, logs 10 0 2", "altered_digest $D3", "uncovered " + logs + " (2)"},
			inCopy: []string{"digests 4 1 1, logs 8 0 4", "altered_digest $D3", "no_signature $D2", "uncovered " + logs + " (4)"},
		},
		"deleted": {
			do:     func(b *digesttest.Bucket, d []digesttest.Digest) { delete(b.Objects, d[3].Name) },
			want:   []string{"digests 5 1 0, logs 10 0 2", "missing_digest $D3", "uncovered " + logs + " (2)"},
			inCopy: []string{"digests 4 1 1, logs 8 0 4", "missing_digest $D3", "no_signature $D2", "uncovered " + logs + " (4)"},
		},
		"two deleted": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				delete(b.Objects, d[3].Name)
				delete(b.Objects, d[2].Name)
			},
			want:   []string{"digests 4 1 0, logs 8 0 4", "missing_digest $D3", "uncovered " + logs + " (4)"},
			inCopy: []string{"digests 3 1 1, logs 6 0 6", "missing_digest $D3", "no_signature $D1", "uncovered " + logs + " (6)"},
		},
		"moved": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				b.Objects[digestAt+"001532Z.json.gz"] = b.Objects[d[3].Name]
				delete(b.Objects, d[3].Name)
			},
			want:   []string{"digests 5 2 0, logs 10 0 2", "missing_digest $D3", "moved_digest " + digestAt + "001532Z.json.gz", "uncovered " + logs + " (2)"},
			inCopy: []string{"digests 4 2 1, logs 8 0 4", "missing_digest $D3", "moved_digest " + digestAt + "001532Z.json.gz", "no_signature $D2", "uncovered " + logs + " (4)"},
		},
		"copied to another place": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				b.Objects[strings.Replace(d[3].Name, "/2026/11/20/", "/2026/11/21/", 1)] = b.Objects[d[3].Name]
			},
			want: []string{"digests 6 1 0, logs 12 0 0", "moved_digest AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/21/111122223333_CloudTrail-Digest_us-east-1_management_events_us-east-1_20261120T001531Z.json.gz"},
		},
		"put in the place of another one": {
			do:     func(b *digesttest.Bucket, d []digesttest.Digest) { b.Objects[d[3].Name] = b.Objects[d[4].Name] },
			want:   []string{"digests 5 1 0, logs 10 0 2", "moved_digest $D3", "uncovered " + logs + " (2)"},
			inCopy: []string{"digests 4 1 1, logs 8 0 4", "moved_digest $D3", "no_signature $D2", "uncovered " + logs + " (4)"},
		},
		"put between two": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				b.Objects[digestAt+"003000Z.json.gz"] = b.Objects[d[3].Name]
			},
			want: []string{"digests 6 1 0, logs 12 0 0", "moved_digest " + digestAt + "003000Z.json.gz"},
		},
		"outside the chain": {
			deliver: func(b *digesttest.Bucket) []digesttest.Digest {
				newTrail(b, "us-east-1", "management_events").Deliver(start.Add(4*time.Hour), start.Add(4*time.Hour+10*time.Minute), 0)
				return six(b)
			},
			want: []string{"digests 6 1 0, logs 12 0 0", "chain_gap " + digestAt + "002531Z.json.gz"},
		},
		"not a digest's name": {
			do: func(b *digesttest.Bucket, d []digesttest.Digest) {
				b.Objects["AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/x"] = b.Objects[d[3].Name]
			},
			want: []string{"digests 6 0 0, logs 12 0 0", "unreadable AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/x"},
		},
		// CloudTrail does not sign two digests of one hour; the next one knows which it was.
		"signed twice": {
			do: func(b *digesttest.Bucket, _ []digesttest.Digest) {
				newTrail(b, "us-east-1", "management_events").Deliver(start.Add(3*time.Hour), start.Add(4*time.Hour), 0)
			},
			want:   []string{"digests 5 1 0, logs 10 0 2", "altered_digest $D3", "uncovered " + logs + " (2)"},
			inCopy: []string{"digests 4 1 1, logs 8 0 4", "altered_digest $D3", "no_signature $D2", "uncovered " + logs + " (4)"},
		},
		"signed by another key": {
			deliver: forged(func(own *digesttest.Trail) { own.Claims = keys()[0].Fingerprint() }),
			want:    []string{"digests 5 1 0, logs 10 0 2", "altered_digest $D5", "uncovered " + logs + " (2)"},
		},
		"signed by an unknown key": {
			deliver: forged(func(*digesttest.Trail) {}),
			want:    []string{"digests 5 1 0, logs 10 0 2", "unknown_key $D5", "uncovered " + logs + " (2)"},
		},
	})
}
