package cmd_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/cmd"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// TestRunbookOfTheDemo compares the runbook of the compromised account with the one that was looked through.
func TestRunbookOfTheDemo(t *testing.T) {
	saved := filepath.Join(t.TempDir(), "report.json")
	run := func(want int, args ...string) []byte {
		var stdout, stderr bytes.Buffer
		if status := cmd.Main(context.Background(), args, strings.NewReader(""), &stdout, &stderr); status != want {
			t.Fatalf("tocsin %s: exit status %d, want %d\n%s", strings.Join(args, " "), status, want, &stderr)
		}
		return stdout.Bytes()
	}
	run(report.ExitFindings, "eval", "../collector/testdata/compromised.json", "-q", "-o", "json="+saved)
	for _, format := range []string{"text", "markdown"} {
		got := run(report.ExitClean, "runbook", saved, "-o", format)
		file := filepath.Join("..", "output", "testdata", "runbook_demo."+format)
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil { //nolint:gosec // for everyone to read
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file) //nolint:gosec // the path above
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got), make golden accepts it:\n%s", file, diff)
		}
	}
}
