package cmd_test

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

// trail delivers a day, of two log files each hour, into a bucket.
func trail(bucket string) (*digesttest.Bucket, []digesttest.Digest) {
	b := digesttest.NewBucket(bucket)
	return b, newTrail(b).Hours(time.Date(2025, 3, 10, 0, 15, 0, 0, time.UTC), 24, 2)
}

func newTrail(b *digesttest.Bucket) *digesttest.Trail {
	return &digesttest.Trail{Bucket: b, Key: trailKey(), Account: "111122223333", Region: "us-east-1", Name: "main"}
}

var trailKey = sync.OnceValue(digesttest.NewKey)

// trailBuckets is AWS with one bucket as CloudTrail left it and one that was changed.
func trailBuckets() *digesttest.AWS {
	intact, _ := trail("intact-logs")
	changed, d := trail("changed-logs")
	delete(changed.Objects, d[7].Logs[1])
	delete(changed.Objects, d[12].Name)
	return &digesttest.AWS{
		Buckets: []*digesttest.Bucket{intact, changed},
		Keys:    map[string][]*digesttest.Key{"us-east-1": {trailKey()}},
	}
}

// copyLogs copies a trail's bucket to a folder, and writes keys.json: copylogs copy.
func copyLogs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: copylogs FOLDER")
	}
	b, d := trail("intact-logs")
	ts.Check(b.CopyTo(ts.MkAbs(args[0])))
	ts.Check(os.WriteFile(ts.MkAbs("signature"), []byte(d[len(d)-1].Signature), 0o600))
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), "keys.json"), digesttest.KeyList(trailKey()), 0o600))
}
