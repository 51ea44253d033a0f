//go:build awscli

package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/cmd"
	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

// verdict is what a program says of a bucket.
type verdict struct {
	Good          bool // nothing is wrong or unknown
	Digests, Logs int  // that are verified
}

// awsCLIStories is what is done to a day of a trail. Where the AWS CLI is known to say something
// else than verify-logs, its verdict stands here with the reason.
var awsCLIStories = map[string]struct {
	do     func(b *digesttest.Bucket, d []digesttest.Digest)
	unlike *verdict
}{
	"intact": {do: func(*digesttest.Bucket, []digesttest.Digest) {}},
	"altered log": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
		overwrite(b, d[5].Logs[0], digesttest.Gzip([]byte("{}")))
	}},
	"cut off log": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
		overwrite(b, d[5].Logs[0], b.Objects[d[5].Logs[0]].Data[:99])
	}},
	"appended log": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
		overwrite(b, d[5].Logs[0], slices.Concat(b.Objects[d[5].Logs[0]].Data, digesttest.Gzip([]byte("{}"))))
	}},
	"deleted log":    {do: func(b *digesttest.Bucket, d []digesttest.Digest) { delete(b.Objects, d[5].Logs[1]) }},
	"deleted digest": {do: func(b *digesttest.Bucket, d []digesttest.Digest) { delete(b.Objects, d[5].Name) }},
	"two deleted digests": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
		delete(b.Objects, d[5].Name)
		delete(b.Objects, d[6].Name)
	}},
	"altered digest": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
		overwrite(b, d[5].Name, b.Objects[d[6].Name].Data)
	}},
	"no digest": {do: func(b *digesttest.Bucket, d []digesttest.Digest) {
		overwrite(b, d[5].Name, digesttest.Gzip([]byte("[]")))
	}},
	"wrong key":     {do: func(b *digesttest.Bucket, _ []digesttest.Digest) { resign(b, trailKey().Fingerprint()) }},
	"unknown key":   {do: func(b *digesttest.Bucket, _ []digesttest.Digest) { resign(b, "") }},
	"backfill":      {do: func(b *digesttest.Bucket, _ []digesttest.Digest) { backfill(b) }},
	"lost backfill": {do: func(b *digesttest.Bucket, _ []digesttest.Digest) { delete(b.Objects, backfill(b).Logs[0]) }},

	// It does not look for log files that no digest lists.
	"added log": {
		do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			overwrite(b, strings.Replace(d[5].Logs[0], "mainx", "added", 1), digesttest.Gzip([]byte("{}")))
		},
		unlike: &verdict{true, 22, 44},
	},
	// It tells of the gap, and calls it no failure.
	"off for an hour": {
		do: func(b *digesttest.Bucket, _ []digesttest.Digest) {
			clear(b.Objects)
			own := newTrail(b)
			own.Hours(time.Date(2025, 3, 10, 0, 15, 0, 0, time.UTC), 10, 2)
			own.Stop()
			own.Hours(time.Date(2025, 3, 10, 11, 15, 0, 0, time.UTC), 13, 2)
		},
		unlike: &verdict{true, 21, 42},
	},
	// The content is what CloudTrail wrote; what it is wrapped in is not.
	"uncompressed log": {
		do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			overwrite(b, d[5].Logs[0], digesttest.Log(time.Date(2025, 3, 10, 5, 30, 0, 0, time.UTC), "111122223333", "us-east-1", 11))
		},
		unlike: &verdict{false, 22, 43},
	},
	"nothing appended": {
		do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			overwrite(b, d[5].Logs[0], slices.Concat(b.Objects[d[5].Logs[0]].Data, digesttest.Gzip(nil)))
		},
		unlike: &verdict{false, 22, 43},
	},
	// It takes the signature of the metadata only, and not the one that the next digest has.
	"signature lost": {
		do: func(b *digesttest.Bucket, d []digesttest.Digest) {
			b.Objects[d[5].Name] = digesttest.Object{Data: b.Objects[d[5].Name].Data}
		},
		unlike: &verdict{false, 21, 42},
	},
}

func overwrite(b *digesttest.Bucket, name string, data []byte) {
	b.Objects[name] = digesttest.Object{Data: data, Metadata: b.Objects[name].Metadata}
}

// resign delivers the last hours anew, signed by a key that is not CloudTrail's.
func resign(b *digesttest.Bucket, claims string) {
	clear(b.Objects)
	own := newTrail(b)
	own.Hours(time.Date(2025, 3, 10, 0, 15, 0, 0, time.UTC), 20, 2)
	own.Key, own.Claims = digesttest.NewKey(), claims
	own.Hours(time.Date(2025, 3, 10, 20, 15, 0, 0, time.UTC), 4, 2)
}

func backfill(b *digesttest.Bucket) digesttest.Digest {
	own := newTrail(b)
	own.Name = "main"
	begin := time.Date(2025, 3, 10, 6, 15, 0, 0, time.UTC)
	return own.Backfill(begin, begin.Add(time.Hour), begin.Add(9*time.Hour), 3)
}

// TestAWSCLI compares verify-logs with aws cloudtrail validate-logs, AWS's own program for the
// same. It needs the AWS CLI at $AWS_CLI, by default aws. `.ci/run awscli` provides it.
func TestAWSCLI(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "x")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "x")
	t.Setenv("AWS_DEFAULT_REGION", "us-east-1") // version 1 knows no AWS_REGION
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	for _, name := range slices.Sorted(maps.Keys(awsCLIStories)) {
		t.Run(name, func(t *testing.T) {
			b, d := trail("trail-logs")
			story := awsCLIStories[name]
			story.do(b, d)
			server := httptest.NewServer(&digesttest.AWS{
				Buckets: []*digesttest.Bucket{b}, Keys: map[string][]*digesttest.Key{"us-east-1": {trailKey()}},
			})
			defer server.Close()
			t.Setenv("AWS_ENDPOINT_URL", server.URL)
			theirs, said := askAWSCLI(t)
			ours := askTocsin(t)
			switch {
			case story.unlike == nil && theirs != ours:
				t.Errorf("the AWS CLI says %+v, tocsin %+v\n%s", theirs, ours, said)
			case story.unlike != nil && (theirs != *story.unlike || ours == theirs):
				t.Errorf("the AWS CLI says %+v, want %+v; tocsin %+v\n%s", theirs, *story.unlike, ours, said)
			}
			t.Logf("AWS CLI %+v, tocsin %+v", theirs, ours)
		})
	}
}

var valid = regexp.MustCompile(`([0-9]+)/[0-9]+ (?:backfill )?(digest|log) files valid`)

// askAWSCLI looks an hour beyond the end for digests, and verify-logs two.
func askAWSCLI(t *testing.T) (verdict, string) {
	t.Helper()
	program := os.Getenv("AWS_CLI")
	if program == "" {
		program = "aws"
	}
	out, err := exec.Command(program, "cloudtrail", "validate-logs", "--trail-arn", "arn:aws:cloudtrail:us-east-1:111122223333:trail/main",
		"--s3-bucket", "trail-logs", "--start-time", "2025-03-10T02:00:00Z", "--end-time", "2025-03-10T23:00:00Z").CombinedOutput()
	var v verdict
	for _, m := range valid.FindAllStringSubmatch(string(out), -1) {
		n, _ := strconv.Atoi(m[1])
		if m[2] == "digest" {
			v.Digests += n
		} else {
			v.Logs += n
		}
	}
	if !strings.Contains(string(out), "Results requested for") {
		t.Fatalf("the AWS CLI did not come to an end: %v\n%s", err, out)
	}
	v.Good = err == nil
	return v, string(out)
}

func askTocsin(t *testing.T) verdict {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args := []string{"verify-logs", "s3://trail-logs", "--since", "2025-03-10T02:00:00Z", "--until", "2025-03-10T22:00:00Z", "-o", "json"}
	status := cmd.Main(context.Background(), args, strings.NewReader(""), &stdout, &stderr)
	var v digest.Verification
	if err := json.Unmarshal(stdout.Bytes(), &v); err != nil {
		t.Fatalf("exit status %d, %v\n%s", status, err, &stderr)
	}
	return verdict{status == 0, v.Digests.Verified, v.Logs.Verified}
}
