package output

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// runbookLine is a line of the runbook and what the rules that stand for it said.
type runbookLine struct {
	runbook.Line
	outcomes []report.Outcome
}

// lines returns the runbook's lines that rules of this report stand for, in the runbook's order, and
// then what rules of the organisation stand for.
func (p *htmlReport) lines() []runbookLine {
	const other = "Other rules"
	var lines []runbookLine
	place := map[string]int{}
	for _, l := range runbook.Lines() {
		if l.ID != "" {
			place[l.ID] = len(lines)
			lines = append(lines, runbookLine{Line: l})
		}
	}
	for _, o := range p.Outcomes {
		name := p.rules[o.Rule].Runbook
		i, known := place[name]
		if !known {
			i = len(lines)
			place[name] = i
			lines = append(lines, runbookLine{Line: runbook.Line{Part: other, Text: cmp.Or(name, "For no line of the runbook")}})
		}
		lines[i].outcomes = append(lines[i].outcomes, o)
	}
	return slices.DeleteFunc(lines, func(l runbookLine) bool { return len(l.outcomes) == 0 })
}

func (p *htmlReport) findings(room int) markup {
	if p.found() == 0 {
		return ""
	}
	lines, failed, left := p.shownLines()
	shown := p.fit(failed, room-roomForHeads-roomForRules, roomForDetails)
	about := budget{roomForRules}
	var parts []markup
	part := ""
	for _, l := range lines {
		if l.Part != part {
			part = l.Part
			parts = append(parts, el("h3", text(part)))
		}
		parts = append(parts, el(`section class="line"`, l.heading(),
			each(gravestFirst(l.outcomes), func(o report.Outcome) markup { return p.rule(o, shown, &about) })), "\n")
	}
	return join(parts) + more(left, "rule")
}

// shownLines returns the lines for whose rules there is room, the outcomes of these that have findings,
// and how many other rules have some.
func (p *htmlReport) shownLines() (lines []runbookLine, failed []report.Outcome, left int) {
	heads := budget{roomForHeads}
	for _, l := range p.lines() {
		of := gravestFirst(l.outcomes)
		if !heads.take(l.heading() + each(of, p.top)) {
			left += len(of)
			continue
		}
		lines, failed = append(lines, l), append(failed, of...)
	}
	return lines, failed, left
}

func (l runbookLine) heading() markup {
	return el("h4", text(limit(l.Text, 200)), " ", el(`span class="state"`, text(l.state())))
}

// state counts the verdicts of a line.
func (l runbookLine) state() string {
	var counts []string
	for _, s := range report.Statuses() {
		n := 0
		for _, o := range l.outcomes {
			if o.Status == s {
				n++
			}
		}
		if n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, statusWord(s)))
		}
	}
	return strings.Join(counts, ", ")
}

// gravestFirst returns those that have findings that count, with these for their findings.
func gravestFirst(outcomes []report.Outcome) []report.Outcome {
	var some []report.Outcome
	for _, o := range outcomes {
		if o.Findings = withWaiver(o.Findings, false); len(o.Findings) > 0 {
			some = append(some, o)
		}
	}
	slices.SortStableFunc(some, func(a, b report.Outcome) int { return gravest(a.Findings).Compare(gravest(b.Findings)) })
	return some
}

func (p *htmlReport) possible() markup {
	return p.apart("True only if what could not be read holds nothing to the contrary. They count neither as findings nor as passed.",
		func(o report.Outcome) []report.Finding { return o.Possible })
}

// apart shows findings that do not count.
func (p *htmlReport) apart(why markup, of func(report.Outcome) []report.Finding) markup {
	heads := budget{roomForHeads / 4}
	var some []report.Outcome
	left := 0
	for _, o := range p.Outcomes {
		if o.Findings = of(o); len(o.Findings) == 0 {
			continue
		}
		if !heads.take(p.top(o)) {
			left++
			continue
		}
		some = append(some, o)
	}
	if len(some) == 0 {
		return ""
	}
	shown := p.fit(some, roomForPossible, roomForPossible/2)
	about := budget{roomForRules / 4}
	return el("p", why) + each(some, func(o report.Outcome) markup { return p.rule(o, shown, &about) }) + more(left, "rule")
}

// rule shows a rule with its findings, opened if there is something critical that counts.
func (p *htmlReport) rule(o report.Outcome, shown map[string]markup, about *budget) markup {
	tag := markup(`details class="rule"`)
	if gravest(o.Findings) == report.Critical && o.Findings[0].Waived == nil {
		tag += " open"
	}
	facts := p.about(p.rules[o.Rule])
	if !about.take(facts) {
		facts = ""
	}
	left := 0
	items := each(o.Findings, func(f report.Finding) markup {
		m, there := shown[o.Rule+f.ID]
		if !there {
			left++
		}
		return m
	})
	return el(tag, p.top(o), facts, "\n", el("ul", items), more(left, "finding")) + "\n"
}

// top is a rule in one line.
func (p *htmlReport) top(o report.Outcome) markup {
	title := limit(prose(cmp.Or(p.rules[o.Rule].Title, o.Rule)), 200)
	return el(`summary class="top"`, badge(gravest(o.Findings)), " ", el(`span class="title"`, text(title)), " ",
		el(`span class="count"`, text(count(len(o.Findings), "finding"))), " ", el(`code class="id"`, text(limit(o.Rule, 100))))
}

func (p *htmlReport) about(rule report.Rule) markup {
	paragraph := func(label markup, s string) markup {
		if s = prose(s); s == "" {
			return ""
		}
		return el("p", label, text(s))
	}
	var links []markup
	for _, technique := range rule.Attack {
		links = append(links, el("li", attackLink(technique)))
	}
	for _, address := range rule.References {
		links = append(links, el("li", link(address, text(address))))
	}
	var list markup
	if len(links) > 0 {
		list = el(`ul class="links" aria-label="More about this rule"`, links...)
	}
	return el(`div class="about"`, paragraph("", rule.Description), paragraph("<strong>What to do:</strong> ", rule.Remediation), list)
}

var technique = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)

// techniquePage is where MITRE describes a technique.
func techniquePage(id string) string {
	return "https://attack.mitre.org/techniques/" + strings.ReplaceAll(id, ".", "/") + "/"
}

func attackLink(id string) markup {
	if !technique.MatchString(id) {
		return text(id)
	}
	return link(techniquePage(id), "ATT&amp;CK "+text(id))
}

// fit chooses how each finding is shown, by rule and id: in full if all fit so. Otherwise the first of
// each rule are, then as many as fit by resource and message only. No rule crowds out another.
func (p *htmlReport) fit(outcomes []report.Outcome, room, details int) map[string]markup {
	type place struct {
		rank    int
		rule    string
		finding report.Finding
	}
	var places []place
	for _, o := range outcomes {
		for i, f := range o.Findings {
			places = append(places, place{i, o.Rule, f})
		}
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), a.finding.Severity.Compare(b.finding.Severity))
	})
	all, shown := budget{room}, map[string]markup{}
	for _, at := range places {
		m := p.finding(at.finding)
		shown[at.rule+at.finding.ID] = m
		if !all.take(m) {
			break
		}
	}
	if all.left >= 0 {
		return shown
	}
	full, short := budget{details}, budget{room - details}
	chosen := map[string]markup{}
	for _, at := range places {
		if m, made := shown[at.rule+at.finding.ID]; made && full.take(m) {
			chosen[at.rule+at.finding.ID] = m
		} else if m := p.brief(at.finding); short.take(m) {
			chosen[at.rule+at.finding.ID] = m
		}
	}
	return chosen
}
