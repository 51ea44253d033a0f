package output

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// The measures of the picture of a timeline, in pixels.
const (
	laneHeight = 24
	laneNames  = 150 // the margin that holds the services' names
	pictureTop = 46
	pictureEnd = 960
	labelWidth = 80 // of a time
	mostLanes  = 20
	dotGrid    = 16 // events nearer to each other than this are one dot
)

// dot is one event, or several of a kind that would hide each other.
type dot struct {
	lane, x             int
	root, failed, found bool
}

// picture shows when which service was called, as the table below tells in words.
func picture(entries []report.Entry) markup {
	lanes := lanesOf(entries)
	at := newAxis(entries, laneNames+10, pictureEnd-laneNames-30)
	dots := map[dot][]report.Entry{}
	for _, e := range entries {
		lane := slices.Index(lanes, laneOf(e))
		if lane < 0 {
			lane = len(lanes) - 1
		}
		d := dot{lane, at.x(e.Time) / dotGrid * dotGrid, e.Root != "", !e.Succeeded, len(e.Rules) > 0}
		dots[d] = append(dots[d], e)
	}
	// What findings rest on comes last, and so on top.
	order := slices.SortedFunc(maps.Keys(dots), func(a, b dot) int {
		return cmp.Or(rank(a.found)-rank(b.found), a.lane-b.lane, a.x-b.x, rank(a.root)-rank(b.root), rank(a.failed)-rank(b.failed))
	})
	height := pictureTop + laneHeight*len(lanes) + 10
	drawn, left := within(roomForPicture, order, func(d dot) markup { return d.draw(dots[d]) })
	svg := el(measured(`svg class="timeline" role="img" viewBox="0 0 %d %d"`, pictureEnd, height)+
		attr("aria-label", count(len(entries), "event")+" by service and time; the table below has each"),
		axisMarks(at, height), laneLines(lanes), drawn)
	return el(`div class="scroll" role="region" tabindex="0" aria-label="Picture of the timeline"`, svg) + more(left, "dot") + legend + "\n"
}

// legend says in words what the shapes mean.
const legend markup = `<ul class="legend"><li><svg viewBox="0 0 20 20" class="key"><circle cx="10" cy="10" r="6" class="dot"></circle></svg> by root</li>` +
	`<li><svg viewBox="0 0 20 20" class="key"><rect x="4" y="4" width="12" height="12" class="dot"></rect></svg> by others</li>` +
	`<li><svg viewBox="0 0 20 20" class="key"><circle cx="10" cy="10" r="6" class="dot vain"></circle></svg> hollow: in vain</li>` +
	`<li><svg viewBox="0 0 20 20" class="key"><circle cx="10" cy="10" r="6" class="dot hit"></circle><circle cx="10" cy="10" r="9" class="ring"></circle></svg> ringed: a finding rests on it</li>` +
	`<li>a number: so many at about that time</li><li>dotted line: a time without events is left out</li></ul>`

func laneOf(e report.Entry) string {
	service, _, _ := strings.Cut(e.Event, ".amazonaws.com/")
	return service
}

// lanesOf lists the services in the order in which they were first called. If there are too many, the
// last lane is for all others.
func lanesOf(entries []report.Entry) []string {
	var lanes []string
	for _, e := range entries {
		if lane := laneOf(e); !slices.Contains(lanes, lane) {
			if len(lanes) == mostLanes {
				lanes[mostLanes-1] = "other services"
				break
			}
			lanes = append(lanes, lane)
		}
	}
	return lanes
}

func laneLines(lanes []string) markup {
	var lines []markup
	for i, lane := range lanes {
		y := pictureTop + laneHeight*i + laneHeight/2
		lines = append(lines,
			el(measured(`line class="lane" x1="%d" x2="%d" y1="%d" y2="%d"`, laneNames, pictureEnd, y, y)),
			el(measured(`text class="name" x="%d" y="%d"`, laneNames-8, y+4), label(lane, 20)))
	}
	return join(lines)
}

// axisMarks writes the time at which each span begins, and marks what is cut out before it.
func axisMarks(at axis, height int) markup {
	var marks []markup
	var taken [2]int // how far the last label in each row reaches
	mark := func(t time.Time) {
		x := at.x(t)
		row := slices.IndexFunc(taken[:], func(end int) bool { return x >= end })
		if row < 0 {
			return
		}
		taken[row] = x + labelWidth
		y := 14 + 16*row
		marks = append(marks, el(measured(`line class="tick" x1="%d" x2="%d" y1="%d" y2="%d"`, x, x, y+4, pictureTop-2)))
		anchor := markup(`text class="time"`)
		if x > pictureEnd-labelWidth {
			anchor += ` text-anchor="end"`
			x += 4
		}
		marks = append(marks, el(anchor+measured(` x="%d" y="%d"`, x, y), text(t.UTC().Format("01-02 15:04"))))
	}
	for i, s := range at.spans {
		if i > 0 {
			middle := at.begin(i) - cut/2
			length := s.from.Sub(at.spans[i-1].to)
			marks = append(marks, el(measured(`line class="cut" x1="%d" x2="%d" y1="%d" y2="%d"`, middle, middle, pictureTop-4, height-6),
				el("title", text(fmt.Sprintf("%s without events", length)))))
		}
		mark(s.from)
	}
	last := at.spans[len(at.spans)-1].to
	if last != at.spans[len(at.spans)-1].from {
		mark(last)
	}
	return join(marks)
}

func (d dot) draw(events []report.Entry) markup {
	class := markup("dot")
	if d.failed {
		class += " vain"
	}
	if d.found {
		class += " hit"
	}
	x, y := d.x, pictureTop+laneHeight*d.lane+laneHeight/2
	shape := el(`circle class="` + class + measured(`" cx="%d" cy="%d" r="6"`, x, y))
	if !d.root {
		shape = el(`rect class="` + class + measured(`" x="%d" y="%d" width="12" height="12"`, x-6, y-6))
	}
	if d.found {
		shape += el(measured(`circle class="ring" cx="%d" cy="%d" r="9"`, x, y))
	}
	if n := len(events); n > 1 {
		shape += el(`text class="`+class+measured(`" x="%d" y="%d"`, x, y+3), text(fmt.Sprint(min(n, 99))))
	}
	return el("g", told(events), shape)
}

// told is what a pointer on a dot shows.
func told(events []report.Entry) markup {
	const most = 3
	var lines []string
	for _, e := range events[:min(len(events), most)] {
		_, name, _ := strings.Cut(e.Event, "/")
		lines = append(lines, e.Time.UTC().Format("15:04:05 ")+limit(name, 60))
	}
	if n := len(events) - most; n > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", n))
	}
	return el("title", text(strings.Join(lines, "; ")))
}

// rank sorts what is true last.
func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}
