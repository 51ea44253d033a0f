package digest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

func TestLogs(t *testing.T) {
	third := func(do func(b *digesttest.Bucket, name string), want ...string) story {
		return story{do: func(b *digesttest.Bucket, d []digesttest.Digest) { do(b, d[2].Logs[0]) }, want: want}
	}
	const allButOne = "digests 6 0 0, logs 11 1 0"
	tell(t, map[string]story{
		"intact":  {want: []string{"digests 6 0 0, logs 12 0 0"}},
		"altered": third(func(b *digesttest.Bucket, name string) { edit(t, b, name, `"Root"`, `"IAMUser"`) }, allButOne, "altered_log $L2"),
		"cut off": third(func(b *digesttest.Bucket, name string) { set(b, name, b.Objects[name].Data[:100]) }, allButOne, "altered_log $L2"),
		"emptied": third(func(b *digesttest.Bucket, name string) { set(b, name, nil) }, allButOne, "altered_log $L2"),
		"no gzip": third(func(b *digesttest.Bucket, name string) { set(b, name, []byte("\x1f\x8b, but no gzip")) }, allButOne, "altered_log $L2"),
		"appended": third(func(b *digesttest.Bucket, name string) {
			set(b, name, slices.Concat(b.Objects[name].Data, digesttest.Gzip([]byte("{}"))))
		}, allButOne, "altered_log $L2"),
		"junk appended": third(func(b *digesttest.Bucket, name string) {
			set(b, name, slices.Concat(b.Objects[name].Data, []byte("junk")))
		}, allButOne, "altered_log $L2"),
		"uncompressed by a tool": third(func(b *digesttest.Bucket, name string) {
			set(b, name, gunzip(t, b.Objects[name].Data))
		}, "digests 6 0 0, logs 12 0 0"),
		"deleted": third(func(b *digesttest.Bucket, name string) { delete(b.Objects, name) }, allButOne, "missing_log $L2"),
		"moved": third(func(b *digesttest.Bucket, name string) {
			b.Objects[strings.Replace(name, "manag", "moved", 1)] = b.Objects[name]
			delete(b.Objects, name)
		}, "digests 6 0 0, logs 11 2 0", "missing_log $L2", "unmentioned_log "+logs+"2026/11/19/111122223333_CloudTrail_us-east-1_20261119T2230Z_moved00000000005.json.gz"),
		"added": third(func(b *digesttest.Bucket, _ string) {
			set(b, added, []byte("{}"))
		}, "digests 6 0 0, logs 12 1 0", "unmentioned_log "+added),
		// Digests of the next hour may still list it.
		"added in the last hour": third(func(b *digesttest.Bucket, _ string) {
			set(b, logs+"2026/11/20/111122223333_CloudTrail_us-east-1_20261120T0130Z_added00000000000.json.gz", []byte("{}"))
		}, "digests 6 0 0, logs 12 0 1", "uncovered "+logs+" (1)"),
		// Without a time in its name, it is of some time of the day, which no digests cover whole.
		"added without a time": third(func(b *digesttest.Bucket, _ string) { set(b, logs+"2026/11/19/x.json", []byte("{}")) },
			"digests 6 0 0, logs 12 0 1", "uncovered "+logs+" (1)"),
		"added with another time": third(func(b *digesttest.Bucket, _ string) {
			set(b, logs+"2026/11/19/111122223333_CloudTrail_us-east-1_20201119T2230Z_added00000000000.json.gz", []byte("{}"))
		}, "digests 6 0 0, logs 12 0 1", "uncovered "+logs+" (1)"),
	})
}
