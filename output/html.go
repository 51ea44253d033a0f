package output

import (
	"cmp"
	"io"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// The room that the parts of the page have, in bytes. Findings take what the others leave of the page.
const (
	roomForPage     = 1950 * 1000
	roomForDetails  = 350 * 1000 // if not all findings fit in full
	roomForPossible = 80 * 1000  // and for waived findings
	roomForHeads    = 120 * 1000 // of rules with findings
	roomForRules    = 80 * 1000  // for what rules are about
	roomForTable    = 80 * 1000
	roomForPicture  = 50 * 1000
)

// HTML prints the report as one page that needs nothing else: no script, no other file, no network.
// Its policy forbids the browser to run or fetch anything, should a name ever escape from the text.
func HTML(w io.Writer, r *report.Report) error {
	p := &htmlReport{viewOf(r)}
	_, err := io.WriteString(w, string(p.page()))
	return err
}

type htmlReport struct{ view }

// part is a section of the page that the contents lead to.
type part struct {
	id, title markup
	content   markup
}

func (p *htmlReport) page() markup {
	parts := []part{
		{"possible", "Possible findings", p.possible()},
		{"timeline", "Timeline", p.timeline()},
		{"trust", "Who may take which role", p.trust()},
		{"alerts", "Alert paths", p.alerts()},
		{"waived", "Waived findings", p.waived()},
		{"undecided", "Not decided", p.undecided()},
		{"gaps", "What could not be read", p.gaps()},
		{"waivers", "Waivers", p.waivers()},
		{"rules", "Rules that passed or were skipped", p.quiet()},
	}
	room := roomForPage
	for _, s := range parts {
		room -= len(s.content)
	}
	parts = append([]part{{"findings", "Findings by runbook line", p.findings(room)}}, parts...)
	var contents, sections []markup
	for _, s := range parts {
		if s.content == "" {
			continue
		}
		contents = append(contents, el("li", `<a href="#`+s.id+`">`+s.title+"</a>"))
		sections = append(sections, el(`section aria-labelledby="`+s.id+`"`, `<h2 id="`+s.id+`">`+s.title+"</h2>\n", s.content), "\n")
	}
	return htmlPage("AWS account "+p.Scan.AccountID+" · tocsin", p.header(), contents, append([]markup{p.verdict()}, sections...),
		p.Tool.Name+" "+p.Tool.Version+". What could not be read is neither passed nor failed.")
}

func (p *htmlReport) header() markup {
	facts := [][2]string{
		{"Read", moment(p.Scan.EndedAt) + in(p.Scan.Regions)},
		{"By", cmp.Or(p.Scan.CallerARN, "nobody in AWS: from files of events alone")},
		{"Recent", recent(p.Scan.Window)},
	}
	if p.Scan.Baseline != nil {
		facts = append(facts, [2]string{"Baseline", "read " + moment(p.Scan.Baseline.CollectedAt)})
	}
	return htmlHeader(p.Tool.Name, " · root usage: readiness and signs of compromise", "AWS account ", p.Scan, facts)
}
