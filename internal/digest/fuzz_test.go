package digest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func FuzzDigest(f *testing.F) {
	f.Add([]byte(`{"digestStartTime":"2026-11-19T20:15:31Z","digestEndTime":"2026-11-19T21:15:31Z","digestS3Bucket":"b",
		"digestS3Object":"AWSLogs/1/x","digestPublicKeyFingerprint":"f","previousDigestSignature":null,"logFiles":[{"s3Object":"o"}]}`))
	f.Add([]byte(`{"logFiles":null}`))
	f.Add([]byte("[[[[["))
	f.Fuzz(func(t *testing.T, content []byte) {
		d, err := parse(content)
		_ = (&loaded{document: d}).readLogs()
		switch {
		case err != nil && !errors.Is(err, errDamaged):
			t.Errorf("the content, which was read, is not called damaged: %v", err)
		case err == nil && (d.start.IsZero() && !strings.HasPrefix(d.StartTime, "0001") || d.Bucket == "" || d.Object == "" || d.Fingerprint == ""):
			t.Errorf("a digest lacks something: %+v", d)
		}
	})
}

func FuzzInflate(f *testing.F) {
	f.Add([]byte("plain"))
	f.Add([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0})
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := w.Write(make([]byte, 1<<18)); err != nil || w.Close() != nil {
		f.Fatal(err)
	}
	f.Add(bomb.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		const limit = 1 << 16
		n, err := inflate(io.Discard, bytes.NewReader(file), limit)
		if n > limit+1 || n > limit && err == nil {
			t.Errorf("%d bytes, and the error %v", n, err)
		}
	})
}

func FuzzNames(f *testing.F) {
	f.Add("AWSLogs/1/CloudTrail-Digest/us-east-1/2026/11/19/1_CloudTrail-Digest_us-east-1_my_trail_us-east-1_20261119T211531Z_backfill.json.gz", "us-east-1")
	f.Add("AWSLogs/1/CloudTrail/us-east-1/2026/11/19/1_CloudTrail_us-east-1_20261119T2115Z_abc.json.gz", "")
	f.Fuzz(func(t *testing.T, name, region string) {
		if d, ok := digestFile(name); ok && (d.end.IsZero() || d.trail(region) == "") {
			t.Errorf("got %+v of trail %q", d, d.trail(region))
		}
		at := delivery("AWSLogs/1/CloudTrail/us-east-1/", name)
		if at.to.Before(at.from) || at.to.Sub(at.from) > 24*time.Hour {
			t.Errorf("delivered from %s to %s", at.from, at.to)
		}
		if prefix, rest, ok := belowAWSLogs(name); ok && prefix+awsLogs+rest != name {
			t.Errorf("cut to %q and %q", prefix, rest)
		}
	})
}
