package output_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/tocsin-dev/tocsin/output"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b", "report.json")
	for _, content := range []string{"a longer first text", "second"} {
		if err := output.File(path, text(content)); err != nil {
			t.Fatal(err)
		}
		expectContent(t, path, content)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("mode is %v, want 0600", info.Mode())
	}
	expectFiles(t, filepath.Dir(path), 1)
}

func TestFileKeepsTheOldOneOnFailure(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.json")
	if err := output.File(path, text("old")); err != nil {
		t.Fatal(err)
	}
	err := output.File(path, func(w io.Writer) error {
		return errors.Join(text("half of the n")(w), errors.New("no more"))
	})
	if want := "write " + path + ": no more"; err == nil || err.Error() != want {
		t.Errorf("File: %v, want %s", err, want)
	}
	expectContent(t, path, "old")
	expectFiles(t, dir, 1)
}

func TestFileNamesThePath(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(file, "report.json")
	err := output.File(path, text("x"))
	if want := "write " + path + ": not a directory"; err == nil || err.Error() != want {
		t.Errorf("File: %v, want %s", err, want)
	}
}

func TestFileKeepsLinks(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "today.json"), filepath.Join(dir, "latest.json")
	if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("today.json", link); err != nil {
		t.Fatal(err)
	}
	if err := output.File(link, text("new")); err != nil {
		t.Fatal(err)
	}
	expectContent(t, target, "new")
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is %v, %v", info, err)
	}
}

// TestFileKeepsDevices: root could rename a file over a device.
func TestFileKeepsDevices(t *testing.T) {
	if err := output.File(os.DevNull, text("x")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("%s is now %v, %v", os.DevNull, info.Mode(), err)
	}
}

func expectContent(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s has %q, %v; want %q", path, got, err, want)
	}
}

func expectFiles(t *testing.T, dir string, want int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != want {
		t.Errorf("%s has %v, %v; want %d entries", dir, entries, err, want)
	}
}
