package output

import (
	"fmt"

	"github.com/tocsin-dev/tocsin/internal/report"
)

func (p *htmlReport) waived() markup {
	return p.apart("They do not count: somebody decided to live with them.",
		func(o report.Outcome) []report.Finding { return withWaiver(o.Findings, true) })
}

// waivers lists those of the configuration, and what became of each.
func (p *htmlReport) waivers() markup {
	if len(p.Waivers) == 0 {
		return ""
	}
	rows, left := within(roomForTable/2, p.Waivers, func(w report.Waiver) markup {
		return el("tr", el(`th scope="row"`, text(limit(w.Rule, 200))), el("td", text(limit(w.Resource, 300))),
			el("td", text(limit(w.Reason, 400))), el("td", text(limit(w.Owner, 100))), el("td", text(w.Expires)),
			el(`td class="n"`, text(fmt.Sprint(w.Matched))), el("td", text(became(w)))) + "\n"
	})
	return table("Waivers", []markup{"Rules", "Resources", "Reason", "Owner", "Last day", "Findings", "State"}, []markup{rows}) + more(left, "waiver")
}

func became(w report.Waiver) string {
	switch {
	case w.Expired:
		return "expired: waives nothing"
	case w.Matched > 0:
		return "in force"
	case w.Undecided:
		return "matches nothing that could be read, but not all could"
	default:
		return "matches nothing"
	}
}
