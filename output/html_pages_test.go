//go:build conformance

package output

import (
	"os"
	"path/filepath"
	"testing"
)

// TestConformanceOfPages writes the pages of the tests to PAGES, for a browser to open.
func TestConformanceOfPages(t *testing.T) {
	dir := os.Getenv("PAGES")
	if dir == "" {
		t.Fatal("PAGES names no directory")
	}
	for name, r := range pages() {
		if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(htmlOf(t, r)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
