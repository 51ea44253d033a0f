//go:build unix

package digest_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

// BenchmarkVerify verifies a copy of a day with 96 log files of a megabyte each.
func BenchmarkVerify(b *testing.B) {
	bucket := digesttest.NewBucket("logs")
	own := newTrail(bucket, "us-east-1", "main")
	own.Fill = func(content []byte) []byte {
		var log strings.Builder
		for i := 0; log.Len() < 1<<20; i++ {
			fmt.Fprintf(&log, "%s,%d", content, i*i*31)
		}
		return []byte(log.String())
	}
	d := own.Hours(start, 24, 4)
	bucket.Objects[d[23].Name+".signature"] = digesttest.Object{Data: []byte(d[23].Signature)}
	dir := b.TempDir()
	if err := bucket.CopyTo(dir); err != nil {
		b.Fatal(err)
	}
	folder, err := digest.OpenFolder(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer folder.Close()
	var verified int64
	begun := processor()
	for b.Loop() {
		v, err := digest.Verify(b.Context(), folder, genuine(), digest.Options{})
		if err != nil || v.Logs.Verified != 96 {
			b.Fatal(v, err)
		}
		verified += v.Bytes
	}
	b.ReportMetric(float64(verified)/1e6/(processor()-begun).Seconds(), "MB/cpu-s")
}

// processor is the time that the process computed: on a machine that does other things, too, it tells more than a clock.
func processor() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
