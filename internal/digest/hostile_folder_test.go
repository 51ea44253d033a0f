//go:build unix

package digest_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/digest/digesttest"
)

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
