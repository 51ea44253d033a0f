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

// spans cuts out each time between events that is longer than all the others that are left together.
func spans(entries []report.Entry) []timespan {
	type gap struct {
		before int // the place of the event after it
		length time.Duration
	}
	first, last := entries[0].Time, entries[len(entries)-1].Time
	gaps := make([]gap, 0, len(entries))
	for i := 1; i < len(entries); i++ {
		gaps = append(gaps, gap{i, entries[i].Time.Sub(entries[i-1].Time)})
	}
	slices.SortStableFunc(gaps, func(a, b gap) int { return cmp.Compare(b.length, a.length) })
	cuts, left := 0, last.Sub(first)
	for cuts < min(len(gaps), mostCuts) && gaps[cuts].length > left/2 {
		left -= gaps[cuts].length
		cuts++
	}
	gaps = gaps[:cuts]
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
