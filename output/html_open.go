package output

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func (p *htmlReport) undecided() markup {
	open := withStatus(p.Outcomes, report.Error, report.Unknown)
	if len(open) == 0 {
		return ""
	}
	rows, left := within(roomForTable, open, func(o report.Outcome) markup {
		return el("tr", el(`th scope="row"`, p.titled(o.Rule)), el("td", el(`span class="status `+statusClass(o.Status)+`"`, text(statusWord(o.Status)))),
			el("td", text(limit(cmp.Or(o.Reason, "no reason was given"), 600)))) + "\n"
	})
	return el("p", "These rules neither passed nor failed.") +
		table("Rules that could not be decided", []markup{"Rule", "Verdict", "Why"}, []markup{rows}) + more(left, "rule")
}

// titled is a rule's title and id.
func (p *htmlReport) titled(id string) markup {
	title := prose(p.rules[id].Title)
	if title == "" {
		return el("code", text(limit(id, 100)))
	}
	return text(limit(title, 200)) + " " + el(`code class="id"`, text(limit(id, 100)))
}

// fault is one way in which a section could not be read, wherever that happened.
type fault struct {
	section, operation, code string
	gaps                     []snapshot.Gap
}

// gaps lists by section what could not be read, and what AWS said to each call.
func (p *htmlReport) gaps() markup {
	faults := p.faults()
	if len(faults) == 0 {
		return ""
	}
	rows, left := within(roomForTable, faults, func(f fault) markup {
		where := several(f.gaps, "region", func(g snapshot.Gap) string { return g.Region })
		what := several(f.gaps, "resource", func(g snapshot.Gap) string { return p.local(g.Resource) })
		return el("tr", el(`th scope="row"`, text(f.section)), el("td", text(string(p.Coverage[f.section].Status))),
			el("td", text(limit(f.operation, 100))), el("td", text(limit(f.code, 100))),
			el("td", text(limit(where, 300))), el("td", text(limit(what, 500)))) + "\n"
	})
	return table("What could not be read", []markup{"Section", "Read", "Call", "Answer", "Regions", "Resources"}, []markup{rows}) +
		more(left, "gap") + messages(faults)
}

// faults gathers the gaps of each section that have one cause.
func (p *htmlReport) faults() []fault {
	var faults []fault
	for _, section := range slices.Sorted(maps.Keys(p.Coverage)) {
		first := len(faults)
		for _, g := range p.Coverage[section].Gaps {
			i := slices.IndexFunc(faults[first:], func(f fault) bool { return f.operation == g.Operation && f.code == g.Code })
			if i < 0 {
				i = len(faults) - first
				faults = append(faults, fault{section, g.Operation, g.Code, nil})
			}
			faults[first+i].gaps = append(faults[first+i].gaps, g)
		}
	}
	return faults
}

// messages is what AWS said to each call, once: the messages differ only in what they name.
func messages(faults []fault) markup {
	var told []snapshot.Gap
	for _, f := range faults {
		for _, g := range f.gaps {
			known := slices.ContainsFunc(told, func(t snapshot.Gap) bool { return t.Operation == g.Operation && t.Code == g.Code })
			if g.Message != "" && !known {
				told = append(told, g)
			}
		}
	}
	if len(told) == 0 {
		return ""
	}
	items, left := within(roomForTable/2, told, func(g snapshot.Gap) markup {
		return el("div", el("dt", text(limit(g.Operation+" "+g.Code, 200))), el("dd", text(limit(g.Message, 400)))) + "\n"
	})
	return el(`details class="messages"`, "<summary>What AWS answered</summary>", el("dl", items), more(left, "message"))
}

// quiet lists the rules that say nothing more.
func (p *htmlReport) quiet() markup {
	var parts []markup
	if passed := withStatus(p.Outcomes, report.Pass); len(passed) > 0 {
		items, left := within(roomForTable, passed, func(o report.Outcome) markup { return el("li", p.titled(o.Rule)) + "\n" })
		parts = append(parts, el("h3", "Passed"), el(`ul class="quiet"`, items), more(left, "rule"))
	}
	if skipped := withStatus(p.Outcomes, report.Skipped); len(skipped) > 0 {
		items, left := within(roomForTable, skipped, func(o report.Outcome) markup {
			return el("li", p.titled(o.Rule), " ", el(`span class="where"`, text(limit(o.Reason, 200)))) + "\n"
		})
		parts = append(parts, el("h3", "Skipped"), el(`ul class="quiet"`, items), more(left, "rule"))
	}
	return join(parts)
}
