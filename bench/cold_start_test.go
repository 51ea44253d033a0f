// Package bench measures the program as a user meets it: as a process that starts cold.
package bench

import (
	"os"
	"path/filepath"
	"testing"
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
	var our, peer []usage
	for b.Loop() {
		our = append(our, run(b, ours...))
		peer = append(peer, run(b, peers...))
	}
	ourTime, _ := medians(our)
	peerTime, _ := medians(peer)
	b.ReportMetric(0, "ns/op") // the sum of both says nothing
	b.ReportMetric(ourTime, "tocsin-ms")
	b.ReportMetric(peerTime, "peer-ms")
	b.ReportMetric(ourTime/peerTime, "tocsin/peer")
}
