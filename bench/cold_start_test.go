// Package bench measures the program as a user meets it: as a process that starts cold.
package bench

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkColdStart runs tocsin and opa in turns, a process each, and reports the median times and
// their ratio. The ratio is what to look at: both suffer alike from a busy or slow machine, and the
// figures of two machines can be compared only by it.
//
//	version   how long a process takes that does nothing: linking, package initialisation
//	eval      tocsin eval against opa eval, on the demo account's snapshot and our policies
//
// $OPA is the peer; `make bench` builds it, in the version that tocsin embeds.
func BenchmarkColdStart(b *testing.B) {
	opa := os.Getenv("OPA")
	if opa == "" {
		b.Skip("OPA does not name an opa binary: run make bench")
	}
	tocsin := filepath.Join(b.TempDir(), "tocsin")
	run(b, "go", "build", "-ldflags=-s -w", "-o", tocsin, "../cmd/tocsin")
	snapshot := filepath.Join(b.TempDir(), "snapshot.json")
	run(b, tocsin, "collect", "--demo", "--quiet", "-o", snapshot)

	b.Run("version", func(b *testing.B) {
		compare(b, []string{tocsin, "version"}, []string{opa, "version"})
	})
	b.Run("eval", func(b *testing.B) {
		compare(b,
			[]string{tocsin, "eval", "--quiet", "-o", "json", snapshot},
			[]string{opa, "eval", "--data", "../policies", "--input", snapshot, "data.tocsin"})
	})
}

// compare reports how long each command takes, and the first's share of the second's.
func compare(b *testing.B, ours, peers []string) {
	var our, peer []time.Duration
	for b.Loop() {
		our = append(our, run(b, ours...))
		peer = append(peer, run(b, peers...))
	}
	b.ReportMetric(0, "ns/op") // the sum of both says nothing
	b.ReportMetric(milliseconds(median(our)), "tocsin-ms")
	b.ReportMetric(milliseconds(median(peer)), "peer-ms")
	b.ReportMetric(float64(median(our))/float64(median(peer)), "tocsin/peer")
}

// run runs a command to its end. Exit statuses 1 and 3 are verdicts, not failures.
func run(b *testing.B, command ...string) time.Duration {
	b.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = io.Discard, &stderr
	begun := time.Now()
	err := cmd.Run()
	took := time.Since(begun)
	if code := cmd.ProcessState.ExitCode(); err != nil && code != 1 && code != 3 {
		b.Fatalf("run %s: %v\n%s", strings.Join(command, " "), err, &stderr)
	}
	return took
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
