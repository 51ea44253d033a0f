package output

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
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

// withStatus returns the outcomes of each status, in the order of the statuses.
func withStatus(outcomes []report.Outcome, statuses ...report.Status) []report.Outcome {
	var some []report.Outcome
	for _, s := range statuses {
		for _, o := range outcomes {
			if o.Status == s {
				some = append(some, o)
			}
		}
	}
	return some
}

// unread lists what could not be read, whether or not it left a rule undecided. One denied action
// is often a gap in every region and in several sections: it is told once, with one of AWS's
// messages, which differ only in what they name.
func (p *textReport) unread() {
	type fault struct{ operation, code string }
	var faults []fault
	gaps := map[fault][]snapshot.Gap{}
	for _, section := range slices.Sorted(maps.Keys(p.Coverage)) {
		for _, g := range p.Coverage[section].Gaps {
			f := fault{g.Operation, g.Code}
			if gaps[f] == nil {
				faults = append(faults, f)
			}
			gaps[f] = append(gaps[f], g)
		}
	}
	if len(faults) == 0 {
		return
	}
	p.section("What could not be read")
	for _, f := range faults {
		p.line(span{cyan, f.operation}, span{normal, "  "}, span{yellow, f.code})
		p.several("in ", gaps[f], "region", func(g snapshot.Gap) string { return g.Region })
		p.several("of ", gaps[f], "resource", func(g snapshot.Gap) string { return g.Resource })
		p.paragraph("    ", faint, gaps[f][0].Message)
	}
}

// several names what the gaps have, or the first few of them and how many more there are.
func (p *textReport) several(preposition string, gaps []snapshot.Gap, noun string, of func(snapshot.Gap) string) {
	if names := several(gaps, noun, of); names != "" {
		p.paragraph("    ", normal, preposition+names)
	}
}

// several lists what the gaps have, or the first few of them and how many more there are.
func several(gaps []snapshot.Gap, noun string, of func(snapshot.Gap) string) string {
	const most = 4
	var names []string
	for _, g := range gaps {
		if name := of(g); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + " and " + count(more, "more "+noun)
	}
	return strings.Join(names, ", ")
}

func (p *textReport) summary() {
	p.section("Summary")
	words := map[report.Status]string{report.Fail: "failed", report.Error: "in error", report.Unknown: "unknown",
		report.Waived: "waived", report.Pass: "passed", report.Skipped: "skipped"}
	var outcomes, findings []span
	for _, s := range report.Statuses() {
		outcomes = appendCount(outcomes, p.Summary.Outcomes[s], statusStyle(s), words[s])
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
	undecided := p.Summary.Outcomes[report.Unknown] + p.Summary.Outcomes[report.Error]
	switch {
	case undecided > 0:
		p.line(span{yellow, fmt.Sprintf("Not complete: %s could not be decided.", count(undecided, "rule"))})
	case p.Summary.Outcomes[report.Pass]+p.Summary.Outcomes[report.Waived]+findings == 0:
		p.line(span{yellow, "No rule was applied: this says nothing about the account."})
	case findings == 0 && p.Summary.Waived > 0:
		p.line(span{green, "Nothing was found but what is waived."})
	case findings == 0:
		p.line(span{green, "Nothing was found."})
	}
	if undecided+findings > 0 {
		p.line(span{faint, "To read what a rule is about: tocsin rules ID"})
	}
}

func gravest(findings []report.Finding) report.Severity {
	return slices.MinFunc(findings, func(a, b report.Finding) int { return compareSeverity(a.Severity, b.Severity) }).Severity
}

// compareSeverity orders the gravest first, and what is no severity last.
func compareSeverity(a, b report.Severity) int {
	rank := func(s report.Severity) int {
		if i := slices.Index(report.Severities(), s); i >= 0 {
			return i
		}
		return len(report.Severities())
	}
	return rank(a) - rank(b)
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
