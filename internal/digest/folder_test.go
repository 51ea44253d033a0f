package digest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

// A bucket may have a prefix, and a trail of an organization its id; a copy need not be of all of it.
func TestPlaces(t *testing.T) {
	const org = "o-exampleorgid"
	for name, tc := range map[string]struct{ prefix, copied, opened string }{
		"whole bucket":       {"", "", ""},
		"with a prefix":      {"audit/trails/", "", ""},
		"without its prefix": {"audit/trails/", "audit/trails", ""},
		"with another one":   {"audit/trails/", "audit/trails", ".."},
		"AWSLogs itself":     {"audit/", "audit", "AWSLogs"},
	} {
		for _, account := range []string{account, org + "/" + account} {
			t.Run(name+"/"+account, func(t *testing.T) {
				b := digesttest.NewBucket("logs")
				own := newTrail(b, "us-east-1", "main")
				own.Prefix, own.Under = tc.prefix, strings.TrimSuffix(account, "111122223333")
				d := own.Hours(start, 3, 2)
				b.Objects[d[2].Name+".signature"] = digesttest.Object{Data: []byte(d[2].Signature)}
				dir := filepath.Join(t.TempDir(), "copy")
				if err := b.CopyTo(dir); err != nil {
					t.Fatal(err)
				}
				f, err := digest.OpenFolder(filepath.Join(dir, filepath.FromSlash(tc.copied), tc.opened))
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				wantSummary(t, verify(t, f, genuine(), digest.Options{}), "digests 3 0 0, logs 6 0 0")
			})
		}
	}
}

func TestFolderWithoutLogs(t *testing.T) {
	dir := t.TempDir()
	for _, below := range []string{"", "AWSLogs", "AWSLogs/123456789012", "AWSLogs/123456789012/elasticloadbalancing/us-east-1"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(below)), 0o700); err != nil {
			t.Fatal(err)
		}
		f, err := digest.OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := digest.Verify(t.Context(), f, genuine(), digest.Options{}); err == nil {
			t.Errorf("%q: no error, and %+v", below, v)
		}
	}
	if _, err := digest.OpenFolder(filepath.Join(dir, "nosuch")); err == nil {
		t.Error("a folder that is not there: no error")
	}
}

// A digest may name anything, and CloudTrail would not sign it: here it does.
func TestNamesThatLeadOut(t *testing.T) {
	for _, name := range []string{"AWSLogs/../../secret", "AWSLogs//etc/passwd", "AWSLogs/\x00", "AWSLogs/..", "secret", "AWSLogs/" + strings.Repeat("x", 5000)} {
		b := digesttest.NewBucket("logs")
		own := newTrail(b, "us-east-1", "main")
		own.NameLogs = name
		d := own.Hours(start, 1, 1)
		b.Objects[d[0].Name+".signature"] = digesttest.Object{Data: []byte(d[0].Signature)}
		v := verify(t, folder(t, b), genuine(), digest.Options{})
		if v.Digests.Verified != 1 || v.Logs.Verified != 0 || v.Logs.Unverified+v.Logs.Failed == 0 {
			t.Errorf("%q: %s", name, summary(v))
		}
	}
}
