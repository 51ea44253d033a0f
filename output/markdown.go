package output

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// GitHub drops a step's summary that is larger than 1 MiB, whole
// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits).
// The tables share less than that: what else a step writes to its summary counts, too.
const (
	mostOfFindings = 512 << 10
	mostOfTable    = 80 << 10
)

// Markdown prints the report for the summary of a CI job or a comment: the verdict, then what is behind
// it, the gravest first. A table that is too long ends early and says so. What comes from the account is
// text only: neither HTML nor links nor mentions.
func Markdown(w io.Writer, r *report.Report) error {
	m := &markdownReport{view: viewOf(r)}
	m.header()
	m.findings()
	m.possible()
	m.undecided()
	m.unread()
	m.waived()
	m.waivers()
	_, err := w.Write(m.buf.Bytes())
	return err
}

type markdownReport struct {
	view
	buf bytes.Buffer
}

func (m *markdownReport) header() {
	fmt.Fprintf(&m.buf, "## AWS account %s\n\n", code(m.Scan.AccountID))
	if len(m.Scan.EndpointOverrides) > 0 {
		fmt.Fprintf(&m.buf, "**Answers came from %s, not from AWS: this report says nothing about an AWS account.**\n\n",
			code(strings.Join(m.Scan.EndpointOverrides, ", ")))
	}
	var findings, rules []string
	for _, s := range report.Severities() {
		findings = appendNumber(findings, m.Summary.Findings[s], string(s))
	}
	findings = appendNumber(findings, m.Summary.Waived, "waived")
	for _, s := range report.Statuses() {
		rules = appendNumber(rules, m.Summary.Outcomes[s], statusWord(s))
	}
	total := tallied(count(m.found()+m.Summary.Waived, "finding"), findings)
	_, verdict := m.verdict()
	fmt.Fprintf(&m.buf, "%s\n\n", strings.TrimSpace("**"+total+"** "+verdict))
	fmt.Fprintf(&m.buf, "%s Read %s%s by %s", tallied(count(len(m.Outcomes), "rule"), rules), moment(m.Scan.EndedAt), in(m.Scan.Regions),
		code(cmp.Or(m.Scan.CallerARN, "nobody in AWS: from files of events alone")))
	if since := recent(m.Scan.Window); since != "" {
		fmt.Fprintf(&m.buf, "; recent is what happened %s", since)
	}
	if m.Scan.Baseline != nil {
		fmt.Fprintf(&m.buf, "; the baseline was read %s", moment(m.Scan.Baseline.CollectedAt))
	}
	fmt.Fprintf(&m.buf, ". `tocsin rules ID` says what a rule is about and what to do.\n")
}

func appendNumber(parts []string, n int, noun string) []string {
	if n == 0 {
		return parts
	}
	return append(parts, fmt.Sprintf("%d %s", n, noun))
}

func tallied(total string, parts []string) string {
	if len(parts) == 0 {
		return total + "."
	}
	return total + ": " + strings.Join(parts, ", ") + "."
}

func (m *markdownReport) findings() {
	m.table("Findings", []string{"Severity", "Finding", "Resource", "Rule"}, mostOfFindings,
		m.rows(func(o report.Outcome) []report.Finding { return withWaiver(o.Findings, false) }))
}

func (m *markdownReport) possible() {
	m.table("Possible findings", []string{"Severity", "True only if what could not be read holds nothing to the contrary", "Resource", "Rule"},
		mostOfTable, m.rows(func(o report.Outcome) []report.Finding { return o.Possible }))
}

func (m *markdownReport) waived() {
	m.table("Waived findings", []string{"Severity", "Finding", "Resource", "Rule", "Waived"}, mostOfTable,
		m.rows(func(o report.Outcome) []report.Finding { return withWaiver(o.Findings, true) }))
}

// rows are the findings of a kind, the gravest first, whichever rule they are of.
func (m *markdownReport) rows(of func(report.Outcome) []report.Finding) [][]string {
	type row struct {
		severity report.Severity
		cells    []string
	}
	var rows []row
	for _, o := range m.outcomes(of) {
		for _, f := range o.Findings {
			cells := []string{cell(string(f.Severity)), cell(f.Message), m.place(f), code(o.Rule)}
			if f.Baseline == report.New && m.Scan.Baseline != nil {
				cells[0] += " (new)"
			}
			if f.Waived != nil {
				cells = append(cells, cell(fmt.Sprintf("until %s by %s: %s", f.Waived.Expires, f.Waived.Owner, f.Waived.Reason)))
			}
			rows = append(rows, row{f.Severity, cells})
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.severity.Compare(b.severity) })
	var cells [][]string
	for _, r := range rows {
		cells = append(cells, r.cells)
	}
	return cells
}

// place names the resource, and its region if its ARN does not.
func (m *markdownReport) place(f report.Finding) string {
	resource := cmp.Or(f.Resource.ARN, f.Resource.Account, m.Scan.AccountID)
	if f.Resource.Region == "" || strings.Contains(resource, f.Resource.Region) {
		return code(resource)
	}
	return code(resource) + " " + code(f.Resource.Region)
}

func (m *markdownReport) undecided() {
	var rows [][]string
	for _, o := range withStatus(m.Outcomes, report.Error, report.Unknown) {
		rows = append(rows, []string{string(o.Status), cell(m.title(o.Rule)), cell(cmp.Or(o.Reason, "no reason was given")), code(o.Rule)})
	}
	m.table("Not decided", []string{"Verdict", "Rule", "Reason", "Id"}, mostOfTable, rows)
}

func (m *markdownReport) unread() {
	var rows [][]string
	for _, f := range m.causes() {
		rows = append(rows, []string{code(f.operation), code(f.code), cell(strings.Join(f.where(), "; "))})
	}
	m.table("What could not be read", []string{"Call", "Answer", "Where"}, mostOfTable, rows)
}

func (m *markdownReport) waivers() {
	var rows [][]string
	for _, w := range m.Waivers {
		if text := w.Warning(); text != "" {
			rows = append(rows, []string{cell(text)})
		}
	}
	m.table("Waivers to look at", []string{"Waiver"}, mostOfTable, rows)
}

// table prints as many whole rows as there is room for, and how many it leaves out. A bar would end a
// cell, even in code (https://github.github.com/gfm/#tables-extension-).
func (m *markdownReport) table(title string, head []string, room int, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(&m.buf, "\n### %s\n\n| %s |\n|%s\n", title, strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for i, cells := range rows {
		line := "|"
		for _, c := range cells {
			line += " " + strings.ReplaceAll(c, "|", `\|`) + " |"
		}
		line += "\n"
		if room -= len(line); room < 0 {
			fmt.Fprintf(&m.buf, "\n**%d more of %d are not shown for want of room;** `-o json` has all.\n", len(rows)-i, len(rows))
			return
		}
		m.buf.WriteString(line)
	}
}

// cell makes a table's cell of a text: as it is if nothing in it means anything in Markdown or to
// GitHub, and else as code.
func cell(text string) string {
	text = limit(strings.Join(strings.Fields(Plain(text)), " "), maxValue)
	if active.MatchString(text) {
		return code(text)
	}
	return text
}

// active is what GitHub may make more of than text: most punctuation, and what becomes a link by itself.
var active = regexp.MustCompile(`(?i)[^ a-z0-9.,;:'()/%+=?\x{80}-\x{10FFFF}-]|//|www\.|gh-[0-9]`)
