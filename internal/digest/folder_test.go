package digest_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
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

// Folders are hostile, too: nothing is read outside them, and nothing hangs.
func TestHostileFolder(t *testing.T) {
	b := digesttest.NewBucket("logs")
	d := six(b)
	dir := t.TempDir()
	if err := b.CopyTo(dir); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, b.Objects[d[0].Logs[0]].Data, 0o600); err != nil {
		t.Fatal(err)
	}
	replace := func(name string, by func(path string) error) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := by(path); err != nil {
			t.Fatal(err)
		}
	}
	link := func(path string) error { return os.Symlink(secret, path) }
	pipe := func(path string) error { return syscall.Mkfifo(path, 0o600) }
	folder := func(path string) error { return os.Mkdir(path, 0o700) }
	replace(d[0].Logs[0], link)
	replace(d[1].Logs[0], pipe)
	replace(d[4].Logs[0], folder)
	replace(d[3].Name+".signature", pipe)
	replace(d[5].Name+".signature", func(path string) error { return os.WriteFile(path, []byte(d[5].Signature), 0o600) })
	f, err := digest.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	wantSummary(t, verify(t, f, genuine(), digest.Options{}), expand([]string{
		"digests 4 0 2, logs 5 0 7", "no_signature $D2", "unreadable $D3", "uncovered " + logs + " (4)",
		"unreadable $L0", "unreadable $L1", "unreadable $L4",
	}, d)...)
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
