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
	for name, page := range pages(t) {
		if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
