package output

import (
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// step is an edge of the path that an alert takes.
type step struct{ edge, state, at string }

// The measures of the picture of a path, in pixels.
const (
	alertWidth = 360
	alertStep  = 46
	mostSteps  = 30
)

// alerts draws the paths that come closest to a person and do not reach one.
func (p *htmlReport) alerts() markup {
	type path struct {
		rule     string
		finding  report.Finding
		possible bool
	}
	var paths []path
	for _, o := range p.Outcomes {
		for _, f := range o.Findings {
			paths = append(paths, path{o.Rule, f, false})
		}
		for _, f := range o.Possible {
			paths = append(paths, path{o.Rule, f, true})
		}
	}
	var drawable []path
	for _, a := range paths {
		if len(steps(a.finding)) > 0 {
			drawable = append(drawable, a)
		}
	}
	if len(drawable) == 0 {
		return ""
	}
	slices.SortStableFunc(drawable, func(a, b path) int { return a.finding.Severity.Compare(b.finding.Severity) })
	cards, left := within(roomForPicture, drawable, func(a path) markup {
		var standing markup
		if a.possible {
			standing = ` <span class="standing">possible: not all could be read</span>`
		}
		return el(`figure class="path"`, el("figcaption", badge(a.finding.Severity), " ", el("code", text(a.rule)), standing,
			el("p", text(limit(a.finding.Message, 400)))), alertPicture(a.finding)) + "\n"
	})
	return el("p", "Of each kind of event, the path that comes closest to a person, from the event down. An alert gets no further than the first broken edge.") +
		el(`div class="paths"`, cards) + more(left, "path")
}

// steps reads a path out of the evidence.
func steps(f report.Finding) []step {
	edges, _ := f.Evidence["path"].([]any)
	var all []step
	for _, e := range edges {
		edge, _ := e.(map[string]any)
		s := step{}
		s.edge, _ = edge["edge"].(string)
		s.state, _ = edge["state"].(string)
		s.at, _ = edge["at"].(string)
		if s.edge == "" {
			return nil
		}
		all = append(all, s)
	}
	return all[:min(len(all), mostSteps)]
}

// alertPicture draws a path from the top down: what happens, the edges, the person.
func alertPicture(f report.Finding) markup {
	path := steps(f)
	var drawn []markup
	broken, heard := 0, []string{"from the event on"}
	for i, s := range path {
		line := markup("line")
		if broken > 0 {
			line += " dead"
		}
		if s.state == "broken" {
			broken++
		}
		note := report.ParseResource(s.at, "", "").Name
		drawn = append(drawn, alertLine(line, i), s.draw(i+1, broken == 1 && s.state == "broken", note))
		if s.state != "ok" {
			heard = append(heard, words(s.edge)+" is "+s.state)
		}
	}
	last := markup("line")
	end := "reached"
	if broken > 0 {
		last, end = "line dead", "not reached"
	}
	drawn = append(drawn, alertLine(last, len(path)), node(len(path)+1, "end", "", "a person", end))
	height := alertStep*(len(path)+2) + 4
	return el(measured(`svg role="img" viewBox="0 0 %d %d"`, alertWidth, height)+attr("aria-label", limit(strings.Join(heard, "; "), 400)),
		join(drawn), node(0, "start", "", words(strings.Join(texts(f, "probes"), ", ")), "in "+strings.Join(texts(f, "regions"), ", ")))
}

func texts(f report.Finding, key string) []string {
	items, _ := f.Evidence[key].([]any)
	var all []string
	for _, item := range items {
		if s, ok := item.(string); ok {
			all = append(all, s)
		}
	}
	return all
}

// words is the name of an edge or a probe as people read it.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

func (s step) draw(row int, first bool, note string) markup {
	name := words(s.edge)
	switch {
	case first:
		name += ": broken here"
	case s.state == "broken":
		name += ": broken, too"
	case s.state != "ok":
		name += ": not known"
	}
	class, sign := markup("ok"), markup(`M-5 0l4 4l6 -8`)
	switch s.state {
	case "ok":
	case "broken":
		class, sign = "broken", `M-4 -4l8 8M4 -4l-8 8`
	default:
		class, sign = "open", `M-4 0h8`
	}
	if first {
		class += " first"
	}
	return node(row, class, sign, name, note)
}

func alertLine(class markup, from int) markup {
	y := alertStep*from + 22
	return el(`line class="` + class + measured(`" x1="22" x2="22" y1="%d" y2="%d"`, y+11, y+alertStep-11))
}

func node(row int, class, sign markup, name, note string) markup {
	y := alertStep*row + 22
	return el(`g class="`+class+measured(`" transform="translate(22 %d)"`, y),
		`<circle r="11"></circle>`, el(`path class="sign" d="`+sign+`"`),
		el(`text x="24" y="-1"`, label(name, 42)), el(`text class="note" x="24" y="15"`, label(note, 46)))
}
