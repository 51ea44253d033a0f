package output

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Text prints the report for people: what is wrong first, the gravest at the top, then what could
// not be decided. It is coloured on a terminal.
func Text(w io.Writer, r *report.Report) error {
	_, err := w.Write(renderText(r, colorful(w)))
	return err
}

func renderText(r *report.Report, color bool) []byte {
	p := &textReport{page: page{color: color}, Report: r, rules: map[string]report.Rule{}}
	for _, rule := range r.Rules {
		p.rules[rule.ID] = rule
	}
	p.header()
	p.findings()
	if p.Timeline != nil {
		p.timeline(p.Timeline, mostEntries)
	}
	p.possible()
	p.waived()
	p.undecided()
	p.unread()
	p.skipped()
	p.waivers()
	p.summary()
	return p.buf.Bytes()
}

type textReport struct {
	page
	*report.Report
	rules map[string]report.Rule
}

func (p *textReport) header() {
	account := "AWS account " + p.Scan.AccountID
	if p.Scan.Partition != "aws" && p.Scan.Partition != "" {
		account += " (" + p.Scan.Partition + ")"
	}
	tool := p.Tool.Name + " " + p.Tool.Version
	p.line(span{bold, account}, span{faint, between(account, tool) + tool})
	p.hanging(span{faint, "read      "}, normal, moment(p.Scan.EndedAt)+in(p.Scan.Regions))
	by := cmp.Or(p.Scan.CallerARN, "nobody in AWS: from files of events alone")
	p.hanging(span{faint, "by        "}, normal, by)
	p.hanging(span{faint, "recent    "}, normal, recent(p.Scan.Window))
	if p.Scan.Baseline != nil {
		p.hanging(span{faint, "baseline  "}, normal, "read "+moment(p.Scan.Baseline.CollectedAt))
	}
	p.notAWS(p.Scan)
}

// notAWS warns if somebody else answered in the place of AWS.
func (p *page) notAWS(scan report.Scan) {
	if len(scan.EndpointOverrides) > 0 {
		p.hanging(span{boldRed, "NOT AWS   "}, normal, "Answers came from "+strings.Join(scan.EndpointOverrides, ", ")+
			", not from AWS: this report says nothing about an AWS account.")
	}
}

// in says how many regions were read; rules about global services need none.
func in(regions []string) string {
	if len(regions) == 0 {
		return ""
	}
	return " in " + count(len(regions), "region")
}

// recent says what the rules took for recent.
func recent(w snapshot.Window) string {
	switch {
	case w.IncidentStart != nil:
		return "since the incident began on " + moment(*w.IncidentStart)
	case w.StateSince.IsZero():
		return ""
	case w.EventsSince.Unix() <= 0:
		return "all that the files hold"
	}
	return "since " + moment(w.StateSince)
}

func (p *textReport) findings() {
	failed := p.outcomes(func(o report.Outcome) []report.Finding { return withWaiver(o.Findings, false) })
	if len(failed) == 0 {
		return
	}
	p.section("Findings")
	for i, o := range failed {
		if i > 0 {
			p.line()
		}
		p.rule(severityLabel(gravest(o.Findings)), o.Rule)
		for _, f := range o.Findings {
			p.finding(f)
		}
		if advice := p.rules[o.Rule].Remediation; advice != "" {
			p.line()
			p.hanging(span{bold, "  What to do: "}, normal, prose(advice))
		}
	}
}

func (p *textReport) possible() {
	perhaps := p.outcomes(func(o report.Outcome) []report.Finding { return o.Possible })
	if len(perhaps) == 0 {
		return
	}
	p.section("Possible findings")
	p.paragraph("", normal, "True only if what could not be read holds nothing to the contrary. They count neither as findings nor as passed.")
	for _, o := range perhaps {
		p.line()
		p.rule(span{faint, severityLabel(gravest(o.Findings)).text}, o.Rule)
		for _, f := range o.Findings {
			p.finding(f)
		}
	}
}

// outcomes returns those that have findings of a kind, with these for their findings, the gravest first.
func (p *textReport) outcomes(of func(report.Outcome) []report.Finding) []report.Outcome {
	var some []report.Outcome
	for _, o := range p.Outcomes {
		if o.Findings = of(o); len(o.Findings) > 0 {
			some = append(some, o)
		}
	}
	slices.SortStableFunc(some, func(a, b report.Outcome) int {
		return cmp.Or(compareSeverity(gravest(a.Findings), gravest(b.Findings)), strings.Compare(a.Rule, b.Rule))
	})
	return some
}

// rule prints a label and what the rule says, with its id at the right margin.
func (p *textReport) rule(label span, id string) {
	label.text = fmt.Sprintf("%-8s  ", label.text)
	space := width - columns(label.text)
	lines := Wrap(prose(cmp.Or(p.rules[id].Title, id)), space)
	id = Plain(id)
	if n := len(lines); n == 0 || columns(lines[n-1])+2+columns(id) > space {
		lines = append(lines, "")
	}
	for _, text := range lines[:len(lines)-1] {
		p.line(label, span{bold, text})
		label = span{normal, strings.Repeat(" ", columns(label.text))}
	}
	text := lines[len(lines)-1]
	p.line(label, span{bold, text}, span{faint, between(label.text+text, id) + id})
}

func (p *textReport) finding(f report.Finding) {
	p.line()
	resource := f.Resource.ARN
	if account := cmp.Or(f.Resource.Account, p.Scan.AccountID); resource == "" || resource == account {
		resource = "account " + account
	}
	where := ""
	if f.Resource.Region != "" && !strings.Contains(resource, f.Resource.Region) {
		where = "  " + f.Resource.Region
	}
	p.line(span{normal, "  "}, span{cyan, resource}, span{faint, where})
	p.paragraph("    ", normal, f.Message)
	if f.Baseline == report.New && p.Scan.Baseline != nil {
		p.line(span{yellow, "    new since " + moment(p.Scan.Baseline.CollectedAt)})
	}
	if f.Waived != nil {
		p.paragraph("    ", yellow, fmt.Sprintf("waived until %s by %s: %s", f.Waived.Expires, f.Waived.Owner, f.Waived.Reason))
		return
	}
	for _, command := range f.Fix {
		p.line(span{faint, "    $ "}, span{green, command})
	}
}
