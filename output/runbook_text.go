package output

import (
	"fmt"
	"io"

	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// RunbookText prints the runbook for people. Commands stand on lines of their own, however long, so that
// they can be copied.
func RunbookText(w io.Writer, a *runbook.Account) error {
	p := &page{color: colorful(w)}
	title, tool := "Runbook for AWS account "+a.Scan.AccountID, a.Tool.Name+" "+a.Tool.Version
	p.line(span{bold, title}, span{faint, between(title, tool) + tool})
	p.hanging(span{faint, "read      "}, normal, moment(a.Scan.EndedAt)+in(a.Scan.Regions))
	p.notAWS(a.Scan)
	if !a.Scan.Complete {
		p.paragraph("", yellow, "Not all could be read: what is unknown may be open.")
	}
	p.paragraph("", faint, "$ marks a command; ! one that may lock out, delete or lose evidence. Run them from the top down.")
	for i, ph := range a.Phases {
		p.section(fmt.Sprintf("%d. %s", i+1, ph.Title))
		p.paragraph("", faint, stateCounts(ph.Steps))
		for _, s := range ph.Steps {
			p.step(s)
		}
	}
	_, err := w.Write(p.buf.Bytes())
	return err
}

func (p *page) step(s runbook.Step) {
	p.line()
	p.hanging(span{stateStyle(s.State), fmt.Sprintf("%-8s  ", s.State)}, bold, s.Text)
	for _, f := range s.Findings {
		p.hanging(span{severityLabel(f.Severity).style, fmt.Sprintf("  %-8s  ", f.Severity)}, normal, f.Message)
	}
	for _, reason := range reasons(s.Undecided) {
		p.hanging(span{yellow, "  unknown   "}, normal, reason)
	}
	for _, advice := range s.Advice {
		p.hanging(span{bold, "  by hand   "}, normal, prose(advice.Text))
		if advice.Page != "" {
			p.line(span{faint, "            " + advice.Page})
		}
	}
	warning := ""
	for _, c := range s.Commands {
		if now := warningOf(c); now != warning {
			warning = now
			p.line()
			p.paragraph("    ", yellow, warning)
		}
		mark := span{faint, "    $ "}
		if c.Effect == runbook.Endangers {
			mark = span{boldRed, "    ! "}
		}
		p.line(mark, span{green, c.Line})
	}
}

func stateStyle(s runbook.State) style {
	return map[runbook.State]style{runbook.Open: boldRed, runbook.Unknown: yellow, runbook.Done: green}[s]
}
