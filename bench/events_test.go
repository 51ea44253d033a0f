package bench

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
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
			best[w.name] = fastest(best[w.name], took)
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

// BenchmarkEventsFiles reads files by one worker and by one a processor, and reports how much faster that
// is, how much more processor time it takes, and how much memory. TOCSIN_BENCH_FILES says how many files; a trail writes 100,000 in
// some weeks.
func BenchmarkEventsFiles(b *testing.B) {
	c := trail(b)
	count := environment(b, "TOCSIN_BENCH_FILES", 2_000)
	scan := scanFile(b)
	workers := runtime.GOMAXPROCS(0)
	var alone, together, aloneCPU, togetherCPU time.Duration
	var peak uint64
	for b.Loop() {
		runtime.GC()
		took, cpu, memory := readFiles(b, c, count, 1, scan)
		alone, aloneCPU, peak = fastest(alone, took), fastest(aloneCPU, cpu), max(peak, memory)
		took, cpu, memory = readFiles(b, c, count, workers, scan)
		together, togetherCPU, peak = fastest(together, took), fastest(togetherCPU, cpu), max(peak, memory)
	}
	if peak > 100<<20 {
		b.Errorf("reading %d files takes %d MiB, want at most 100", count, peak>>20)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	b.ReportMetric(float64(count)/alone.Seconds(), "files/s")
	b.ReportMetric(alone.Seconds()/together.Seconds(), fmt.Sprintf("speedup-by-%d", workers))
	b.ReportMetric(togetherCPU.Seconds()/aloneCPU.Seconds(), fmt.Sprintf("cpu-by-%d", workers))
}

func fastest(a, b time.Duration) time.Duration {
	if a == 0 {
		return b
	}
	return min(a, b)
}

// readFiles reads so many files by some workers, and returns what time and processor time that takes, and
// by how much the heap grows for it.
func readFiles(b *testing.B, c *corpus, count, workers int, read func(io.Reader) (int, error)) (took, cpu time.Duration, peak uint64) {
	b.Helper()
	next := make(chan string)
	before, began, cpuBegan := heap(), time.Now(), processorTime(b)
	var group errgroup.Group
	for range workers {
		group.Go(func() error {
			for name := range next {
				if err := readFile(name, read); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for i := range count {
		next <- c.files[i%len(c.files)]
		if i%64 == 0 {
			peak = max(peak, heap())
		}
	}
	close(next)
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began), processorTime(b) - cpuBegan, peak - min(before, peak)
}

func readFile(name string, read func(io.Reader) (int, error)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = read(f)
	return err
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
