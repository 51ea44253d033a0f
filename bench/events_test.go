package bench

import (
	"testing"
	"time"
)

// BenchmarkEvents searches a trail's log files for some events in every way in turns. What to look at
// are the ratios of processor time, which a busy machine hardly disturbs:
//
//	inflate/ours      the part of our time that inflating alone takes, which is the limit
//	json-maps/ours    how many times as long encoding/json into maps takes, and so on
//
// Each way that parses finds the same events. jq, duckdb and grep run if they are installed.
func BenchmarkEvents(b *testing.B) {
	c := trail(b)
	ways := ways(b, c)
	best := map[string]time.Duration{}
	hits := -1
	for b.Loop() {
		for _, w := range ways {
			found, took := w.run(b)
			if hits < 0 {
				hits = found
			}
			if w.finds && found != hits {
				b.Fatalf("%s finds %d events, want %d", w.name, found, hits)
			}
			if best[w.name] == 0 || took < best[w.name] {
				best[w.name] = took
			}
		}
	}
	ours := best["ours"].Seconds()
	b.ReportMetric(0, "ns/op") // the sum of all says nothing
	b.ReportMetric(float64(c.raw)/1e6/ours, "ours-MB/cpu-s")
	b.ReportMetric(float64(c.events)/1e3/ours, "ours-kevents/cpu-s")
	b.ReportMetric(100*float64(hits)/float64(c.events), "hits-%")
	for _, w := range ways[1:] {
		b.ReportMetric(best[w.name].Seconds()/ours, w.name+"/ours")
	}
}
