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

// gaps lists by section what could not be read. What failed in the same way is told once.
func (p *htmlReport) gaps() markup {
	type fault struct {
		section, operation, code string
		gaps                     []snapshot.Gap
	}
	var faults []fault
	for _, section := range slices.Sorted(maps.Keys(p.Coverage)) {
		first := len(faults)
		for _, g := range p.Coverage[section].Gaps {
			i := slices.IndexFunc(faults[first:], func(f fault) bool { return f.operation == g.Operation && f.code == g.Code })
			if i < 0 {
				faults = append(faults, fault{section, g.Operation, g.Code, nil})
				i = len(faults) - 1 - first
			}
			faults[first+i].gaps = append(faults[first+i].gaps, g)
		}
	}
	if len(faults) == 0 {
		return ""
	}
	rows, left := within(roomForTable, faults, func(f fault) markup {
		message := ""
		for _, g := range f.gaps {
			message = cmp.Or(message, g.Message)
		}
		return el("tr", el(`th scope="row"`, el("code", text(f.section))), el("td", text(string(p.Coverage[f.section].Status))),
			el("td", el("code", text(limit(f.operation, 100)))), el("td", text(limit(f.code, 100)), " ", el(`span class="where"`, text(limit(message, 300)))),
			el("td", text(limit(several(f.gaps, "region", func(g snapshot.Gap) string { return g.Region }), 300))),
			el("td", text(limit(several(f.gaps, "resource", func(g snapshot.Gap) string { return g.Resource }), 500)))) + "\n"
	})
	return table("What could not be read", []markup{"Section", "Read", "Call", "Answer", "Regions", "Resources"}, []markup{rows}) + more(left, "gap")
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
