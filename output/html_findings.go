package output

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
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

func (p *htmlReport) findings() markup {
	if p.found() == 0 {
		return ""
	}
	shown := p.fit(roomForFindings, roomForDetails, func(o report.Outcome) []report.Finding { return o.Findings })
	about := budget{roomForRules}
	var parts []markup
	part := ""
	for _, l := range p.lines() {
		if l.Part != part {
			part = l.Part
			parts = append(parts, el("h3", text(part)))
		}
		parts = append(parts, el(`section class="line"`,
			el("h4", text(l.Text), " ", el(`span class="state"`, text(l.state()))),
			each(gravestFirst(l.outcomes), func(o report.Outcome) markup { return p.rule(o, o.Findings, shown, &about) })), "\n")
	}
	return join(parts)
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

func gravestFirst(outcomes []report.Outcome) []report.Outcome {
	some := slices.DeleteFunc(slices.Clone(outcomes), func(o report.Outcome) bool { return len(o.Findings) == 0 })
	slices.SortStableFunc(some, func(a, b report.Outcome) int { return compareSeverity(gravest(a.Findings), gravest(b.Findings)) })
	return some
}

func (p *htmlReport) possible() markup {
	of := func(o report.Outcome) []report.Finding { return o.Possible }
	shown := p.fit(roomForPossible, roomForPossible/2, of)
	var rules []markup
	for _, o := range p.Outcomes {
		if len(o.Possible) > 0 {
			rules = append(rules, p.rule(o, o.Possible, shown, &budget{roomForPossible / 10}))
		}
	}
	if len(rules) == 0 {
		return ""
	}
	return el("p", "True only if what could not be read holds nothing to the contrary. They count neither as findings nor as passed.") + join(rules)
}

// rule shows a rule with its findings, opened if there is something critical.
func (p *htmlReport) rule(o report.Outcome, findings []report.Finding, shown map[string]markup, about *budget) markup {
	rule, worst := p.rules[o.Rule], gravest(findings)
	tag := markup(`details class="rule"`)
	if worst == report.Critical {
		tag += " open"
	}
	facts := p.about(rule)
	if !about.take(facts) {
		facts = ""
	}
	items := each(findings, func(f report.Finding) markup { return shown[o.Rule+f.ID] })
	left := len(findings) - strings.Count(string(items), "<li class=")
	return el(tag,
		el(`summary class="top"`, badge(worst), " ", el(`span class="title"`, text(prose(cmp.Or(rule.Title, o.Rule)))), " ",
			el(`span class="count"`, text(count(len(findings), "finding"))), " ", el(`code class="id"`, text(o.Rule))),
		facts, "\n", el("ul", items), more(left, "finding")) + "\n"
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

func attackLink(id string) markup {
	if !technique.MatchString(id) {
		return text(id)
	}
	return link("https://attack.mitre.org/techniques/"+strings.ReplaceAll(id, ".", "/")+"/", "ATT&amp;CK "+text(id))
}

// fit chooses how each finding is shown, by rule and id: in full if all fit so. Otherwise the first of
// each rule are, then as many as fit by resource and message only. No rule crowds out another.
func (p *htmlReport) fit(room, details int, of func(report.Outcome) []report.Finding) map[string]markup {
	type place struct {
		rank    int
		rule    string
		finding report.Finding
	}
	var places []place
	for _, o := range p.Outcomes {
		for i, f := range of(o) {
			places = append(places, place{i, o.Rule, f})
		}
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), compareSeverity(a.finding.Severity, b.finding.Severity))
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

func (p *htmlReport) brief(f report.Finding) markup {
	return el(`li class="b"`, el("code", text(limit(p.subject(f), 200))), " ", text(limit(f.Message, 240)))
}

func (p *htmlReport) finding(f report.Finding) markup {
	var standing, evidence, fix markup
	if f.Baseline != "" && p.Scan.Baseline != nil {
		standing = el(`span class="standing"`, text(standingWord(f.Baseline)))
	}
	if len(f.Evidence) > 0 {
		evidence = el("details", "<summary>Evidence</summary>", el("dl", each(slices.Sorted(maps.Keys(f.Evidence)), func(key string) markup {
			return el("div", el("dt", text(key)), el("dd", text(value(f.Evidence[key]))))
		})))
	}
	if len(f.Fix) > 0 {
		fix = el("pre", each(f.Fix, command))
	}
	return el(`li class="f"`,
		el(`p class="on"`, el("code", text(p.subject(f))), " ", el(`span class="where"`, text(p.region(f))), " ", standing),
		el("p", text(f.Message)), fix, evidence) + "\n"
}

// command is a line to copy. A part of one must not look like the whole.
func command(c string) markup {
	if len([]rune(c)) > mostText {
		return el("em", text(fmt.Sprintf("a command of %d characters, in the JSON report", len([]rune(c))))) + "\n"
	}
	return el("code", text(c)) + "\n"
}

func standingWord(s report.Standing) string {
	switch s {
	case report.New:
		return "new since the baseline"
	case report.Unchanged:
		return "in the baseline, too"
	default:
		return "in the baseline or not: not known"
	}
}

// subject is what a finding is about.
func (p *htmlReport) subject(f report.Finding) string {
	if account := cmp.Or(f.Resource.Account, p.Scan.AccountID); f.Resource.ARN == "" || f.Resource.ARN == account {
		return "account " + account
	}
	return f.Resource.ARN
}

// region is where, if the resource does not say so.
func (p *htmlReport) region(f report.Finding) string {
	if strings.Contains(p.subject(f), f.Resource.Region) {
		return ""
	}
	return f.Resource.Region
}

// value is a fact on one line.
func value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		var names []string
		for _, item := range v {
			if name, ok := item.(string); ok {
				names = append(names, name)
			}
		}
		if len(names) == len(v) && len(v) > 0 {
			return strings.Join(names, ", ")
		}
	}
	b, err := snapshot.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
