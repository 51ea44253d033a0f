package output

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
)

func (p *textReport) undecided() {
	open := withStatus(p.Outcomes, report.Error, report.Unknown)
	if len(open) == 0 {
		return
	}
	p.section("Not decided")
	for i, o := range open {
		if i > 0 {
			p.line()
		}
		p.rule(span{statusStyle(o.Status), string(o.Status)}, o.Rule)
		p.paragraph("          ", normal, cmp.Or(o.Reason, "no reason was given"))
		switch {
		case report.AllWaived(o.Findings):
			p.paragraph("          ", faint, "What it found is waived, and listed above. There may be more.")
		case len(o.Findings) > 0:
			p.paragraph("          ", faint, "What it found before that is listed above.")
		}
	}
}

func (p *textReport) skipped() {
	skipped := withStatus(p.Outcomes, report.Skipped)
	if len(skipped) == 0 {
		return
	}
	p.section("Skipped")
	for _, o := range skipped {
		p.line(span{faint, o.Rule})
		p.paragraph("    ", normal, o.Reason)
	}
}

// unread lists what could not be read, whether or not it left a rule undecided.
func (p *textReport) unread() {
	causes := p.causes()
	if len(causes) == 0 {
		return
	}
	p.section("What could not be read")
	for _, f := range causes {
		p.line(span{cyan, f.operation}, span{normal, "  "}, span{yellow, f.code})
		for _, where := range f.where() {
			p.paragraph("    ", normal, where)
		}
		p.paragraph("    ", faint, f.gaps[0].Message)
	}
}

func (p *textReport) summary() {
	p.section("Summary")
	var outcomes, findings []span
	for _, s := range report.Statuses() {
		outcomes = appendCount(outcomes, p.Summary.Outcomes[s], statusStyle(s), statusWord(s))
	}
	total := 0
	for _, s := range report.Severities() {
		total += p.Summary.Findings[s]
		findings = appendCount(findings, p.Summary.Findings[s], severityLabel(s).style, string(s))
	}
	findings = appendCount(findings, p.Summary.Waived, faint, "waived")
	p.tally(count(len(p.Outcomes), "rule"), outcomes)
	p.tally(count(total+p.Summary.Waived, "finding"), findings)
	p.line()
	p.verdict(total)
}

func appendCount(spans []span, n int, s style, noun string) []span {
	if n == 0 {
		return spans
	}
	if len(spans) > 0 {
		spans = append(spans, span{normal, ", "})
	}
	return append(spans, span{s, fmt.Sprintf("%d %s", n, noun)})
}

func (p *textReport) tally(total string, counts []span) {
	if len(counts) > 0 {
		total = fmt.Sprintf("%-11s ", total)
	}
	p.line(append([]span{{normal, total}}, counts...)...)
}

func (p *textReport) verdict(findings int) {
	if s, text := p.view.verdict(); text != "" {
		p.line(span{s, text})
	}
	if p.Summary.Outcomes[report.Unknown]+p.Summary.Outcomes[report.Error]+findings > 0 {
		p.line(span{faint, "To read what a rule is about: tocsin rules ID"})
	}
}

func severityLabel(s report.Severity) span {
	styles := map[report.Severity]style{report.Critical: boldRed, report.High: red, report.Medium: yellow, report.Low: blue}
	return span{styles[s], strings.ToUpper(string(s))}
}

func statusStyle(s report.Status) style {
	styles := map[report.Status]style{report.Fail: red, report.Error: boldRed, report.Unknown: yellow, report.Waived: faint, report.Pass: green, report.Skipped: faint}
	return styles[s]
}

// moment writes a time as people do.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
