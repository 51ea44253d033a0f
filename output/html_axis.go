package output

import (
	"cmp"
	"slices"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// axis places times on a line. Long times in which nothing happened are cut out: a night's work of an
// intruder would be one dot in the picture of a month.
type axis struct {
	spans []timespan
	left  int
	scale float64 // pixels a second
}

// timespan is a time in which something happened.
type timespan struct{ from, to time.Time }

const (
	cut      = 36 // pixels that a time cut out takes
	mostCuts = 5
)

func newAxis(entries []report.Entry, left, width int) axis {
	a := axis{left: left, spans: spans(entries)}
	room, total := width-cut*(len(a.spans)-1), time.Duration(0)
	for _, s := range a.spans {
		total += s.to.Sub(s.from)
	}
	if total > 0 {
		a.scale = float64(room) / total.Seconds()
	}
	return a
}

// spans cuts the longest of the times between events that are at least a tenth of the whole.
func spans(entries []report.Entry) []timespan {
	type gap struct {
		before int // the place of the event after it
		length time.Duration
	}
	first, last := entries[0].Time, entries[len(entries)-1].Time
	var gaps []gap
	for i := 1; i < len(entries); i++ {
		if d := entries[i].Time.Sub(entries[i-1].Time); d > 0 && d >= last.Sub(first)/10 {
			gaps = append(gaps, gap{i, d})
		}
	}
	slices.SortStableFunc(gaps, func(a, b gap) int { return cmp.Compare(b.length, a.length) })
	gaps = gaps[:min(len(gaps), mostCuts)]
	slices.SortFunc(gaps, func(a, b gap) int { return cmp.Compare(a.before, b.before) })
	var all []timespan
	from := first
	for _, g := range gaps {
		all = append(all, timespan{from, entries[g.before-1].Time})
		from = entries[g.before].Time
	}
	return append(all, timespan{from, last})
}

// begin is where a span begins.
func (a axis) begin(span int) int {
	x := float64(a.left + cut*span)
	for _, s := range a.spans[:span] {
		x += s.to.Sub(s.from).Seconds() * a.scale
	}
	return int(x)
}

// x is where a time stands.
func (a axis) x(t time.Time) int {
	i := 0
	for i+1 < len(a.spans) && !t.Before(a.spans[i+1].from) {
		i++
	}
	return a.begin(i) + int(t.Sub(a.spans[i].from).Seconds()*a.scale)
}
