package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
	"github.com/tocsin-dev/tocsin/output"
)

// ruleDetails is all that is known of a rule: what it states, and what follows from its source.
type ruleDetails struct {
	report.Rule
	// RunbookLine is what its runbook says: a line of the runbook, or one of an organisation's own.
	RunbookLine string   `json:"runbook_line"`
	Evidence    []string `json:"evidence"`
	SkippedWhen string   `json:"skipped_when"`
	// Calls are those by which what the rule reads is collected, such as CloudTrail DescribeTrails.
	Calls      []string        `json:"calls"`
	IAMActions []string        `json:"iam_actions"`
	Parameters []ruleParameter `json:"parameters"`
}

type ruleParameter struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description"`
	// Default is null if there is none.
	Default any `json:"default"`
}

func detailsOf(eng *engine.Engine, r report.Rule) ruleDetails {
	operations := collector.Operations(r.Sections)
	d := ruleDetails{
		Rule: r, RunbookLine: r.Runbook, Evidence: eng.Evidence(r.ID), SkippedWhen: eng.SkippedWhen(r.ID),
		Calls: []string{}, IAMActions: slices.Compact(actions(operations)), Parameters: []ruleParameter{},
	}
	if line, ok := runbook.ByID(r.Runbook); ok {
		d.RunbookLine = line.Text
	}
	for _, o := range operations {
		d.Calls = append(d.Calls, o.Service+" "+o.Name)
	}
	slices.Sort(d.Calls)
	for _, p := range eng.Parameters() {
		if slices.Contains(p.Rules, r.ID) {
			d.Parameters = append(d.Parameters, ruleParameter{p.Name, p.Type, p.Description, p.Default})
		}
	}
	return d
}

func showRule(w io.Writer, r ruleDetails) {
	fmt.Fprintf(w, "%s (%s)\n%s\n\n", output.Plain(r.ID), severityOrOff(r.Rule), output.Plain(r.Title))
	for _, line := range output.Wrap(r.Description, 80) {
		fmt.Fprintln(w, output.Plain(line))
	}
	for _, part := range []struct {
		name  string
		lines []string
	}{
		{"What to do", output.Wrap(r.Remediation, 78)},
		{"Runbook line", output.Wrap(r.RunbookLine, 78)},
		{"Evidence", r.Evidence},
		{"Skipped when", output.Wrap(r.SkippedWhen, 78)},
		{"In doubt", output.Wrap(inDoubt(r.Absence), 78)},
		{"Parameters", parameterLines(r.Parameters)},
		{"MITRE ATT&CK", r.Attack},
		{"Events", r.Events},
		{"Reads", r.Sections},
		{"Calls", r.Calls},
		{"IAM actions", r.IAMActions},
		{"References", r.References},
		{"Defined in", []string{r.Origin}},
	} {
		if len(part.lines) > 0 {
			fmt.Fprintf(w, "\n%s\n", part.name)
		}
		for _, line := range part.lines {
			fmt.Fprintln(w, "  "+output.Plain(line))
		}
	}
}

// inDoubt says what a rule makes of a gap in what it reads.
func inDoubt(absence bool) string {
	if absence {
		return "Reports that something is not there: with a gap in what it reads it is unknown, and what it found only possible."
	}
	return "With a gap in what it reads it is unknown, unless it found something nevertheless."
}

func parameterLines(parameters []ruleParameter) []string {
	var lines []string
	for _, p := range parameters {
		line := fmt.Sprintf("%s (%s", p.Name, p.Type)
		if value, err := json.Marshal(p.Default); err == nil && p.Default != nil {
			line += ", default " + string(value)
		}
		lines = append(lines, line+")")
		for _, text := range output.Wrap(p.Description, 76) {
			lines = append(lines, "  "+text)
		}
	}
	return lines
}
