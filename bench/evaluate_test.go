package bench

import (
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// BenchmarkEvaluate decodes accounts of growing size and judges them by all rules. ns/principal stays level
// as long as nothing is worse than linear.
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

// BenchmarkRule judges 10,000 principals by each rule alone.
func BenchmarkRule(b *testing.B) {
	all, err := engine.Load(b.Context(), engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	in, err := engine.NewInput(account(b, 10_000))
	if err != nil {
		b.Fatal(err)
	}
	for _, rule := range all.Rules() {
		b.Run(rule.ID, func(b *testing.B) {
			eng, err := engine.Load(b.Context(), engine.Options{Rules: []string{rule.ID}})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := eng.EvaluateAgainst(b.Context(), in, nil, report.Tool{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// account returns a large account, of which every tenth part is as the recorded, compromised account, and
// the others as the clean one.
func account(b *testing.B, principals int) *snapshot.Snapshot {
	b.Helper()
	clean := recorded(b, accounts.Clean())
	parts := slices.Concat([]*snapshot.Snapshot{recorded(b, accounts.Compromised())}, slices.Repeat([]*snapshot.Snapshot{clean}, 9))
	big, err := grow(principals, 10, parts...)
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
