package bench

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// BenchmarkEvaluate judges accounts of growing size by all rules. ns/principal stays level as long
// as no rule is worse than linear.
func BenchmarkEvaluate(b *testing.B) {
	eng, err := engine.Load(b.Context(), engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, principals := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("principals=%d", principals), func(b *testing.B) {
			snap := account(b, principals)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := eng.Evaluate(b.Context(), snap, report.Tool{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(principals), "ns/principal")
		})
	}
}

// BenchmarkRule times each rule alone over 10,000 principals.
func BenchmarkRule(b *testing.B) {
	all, err := engine.Load(b.Context(), engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	snap := account(b, 10_000)
	for _, rule := range all.Rules() {
		b.Run(rule.ID, func(b *testing.B) {
			eng, err := engine.Load(b.Context(), engine.Options{Rules: []string{rule.ID}})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := eng.Evaluate(b.Context(), snap, report.Tool{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPeers runs the same rules over the same 10,000 principals by tocsin, opa eval and
// conftest in turns, a process each, and reports tocsin's share of their time.
func BenchmarkPeers(b *testing.B) {
	opa, conftest := os.Getenv("OPA"), os.Getenv("CONFTEST")
	if opa == "" || conftest == "" {
		b.Skip("OPA and CONFTEST do not name their binaries: run make bench")
	}
	dir := b.TempDir()
	tocsin := filepath.Join(dir, "tocsin")
	run(b, "go", "build", "-ldflags=-s -w", "-o", tocsin, "../cmd/tocsin")
	file := filepath.Join(dir, "snapshot.json")
	content, err := snapshot.Encode(account(b, 10_000))
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		b.Fatal(err)
	}
	ours := []string{tocsin, "eval", "--quiet", "-o", "json", file}
	b.Run("opa", func(b *testing.B) {
		compare(b, ours, []string{
			opa, "eval", "--data", "../policies", "--ignore", "*_test.rego", "--input", file,
			"[data.tocsin.readiness[_].deny, data.tocsin.ioc[_].deny, data.tocsin.impact[_].deny]",
		})
	})
	b.Run("conftest", func(b *testing.B) {
		compare(b, ours, []string{conftest, "test", "--quiet", "--all-namespaces", "--policy", "../policies", "--output", "json", file})
	})
}

// account returns the recorded, compromised account, grown.
func account(b *testing.B, principals int) *snapshot.Snapshot {
	b.Helper()
	big, err := grow(recorded(b, accounts.Compromised()), principals, 10)
	if err != nil {
		b.Fatal(err)
	}
	return big
}

// recorded returns the snapshot of a recorded account.
func recorded(t testing.TB, files fs.FS) *snapshot.Snapshot {
	t.Helper()
	account, err := awsreplay.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := collector.Collect(t.Context(), collector.Options{
		Sections: collector.SectionNames(), Replay: account, Now: account.RecordedAt,
	})
	if err != nil {
		t.Fatal(err)
	}
	return snap
}
