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

// BenchmarkEvaluate decodes accounts of growing size, with as many principals as events, and judges them by
// all rules. ns/each, of the principals and events, stays level as long as nothing is worse than linear.
func BenchmarkEvaluate(b *testing.B) {
	eng, err := engine.Load(b.Context(), engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("principals=%d", n), func(b *testing.B) {
			snap := account(b, n, n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := eng.Evaluate(b.Context(), snap, report.Tool{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(2*n), "ns/each")
		})
	}
}

// BenchmarkRule judges 10,000 principals and 100,000 events by each rule alone.
func BenchmarkRule(b *testing.B) {
	all, err := engine.Load(b.Context(), engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	in, err := engine.NewInput(account(b, 10_000, 100_000))
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
func account(b *testing.B, principals, events int) *snapshot.Snapshot {
	b.Helper()
	clean := recorded(b, accounts.Clean())
	parts := slices.Concat([]*snapshot.Snapshot{recorded(b, accounts.Compromised())}, slices.Repeat([]*snapshot.Snapshot{clean}, 9))
	big, err := grow(size{principals, 10, events}, parts...)
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
	eng, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	snap, err := collector.Collect(t.Context(), collector.Options{
		Sections: collector.SectionNames(), EventKinds: eng.Events(), Replay: account, Now: account.RecordedAt,
	})
	if err != nil {
		t.Fatal(err)
	}
	return snap
}
