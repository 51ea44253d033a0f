package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
	"github.com/tocsin-dev/tocsin/output"
)

func newRules() *cobra.Command {
	var (
		policies policyFlags
		format   string
	)
	cmd := &cobra.Command{
		Use:   "rules [ID]",
		Short: "List the rules, or show one",
		Example: `  tocsin rules
  tocsin rules ioc.trail_stopped
  tocsin rules -o json --policy ./policies`,
		Args: takes(0, 1, "at most one rule id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			policies.rules = append(policies.rules, args...)
			eng, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			switch {
			case format == "json":
				return printJSON(cmd.OutOrStdout(), eng.Rules())
			case format != "text":
				return fmt.Errorf("unknown format %q: want text or json", format)
			case len(args) == 1:
				for i, rule := range eng.Rules() {
					if i > 0 { // the id is a glob
						fmt.Fprintln(cmd.OutOrStdout())
					}
					showRule(cmd.OutOrStdout(), eng, rule)
				}
				return nil
			default:
				return listRules(cmd.OutOrStdout(), eng.Rules())
			}
		},
	}
	policies.register(cmd)
	cmd.Flags().StringVarP(&format, "output", "o", "text", "print as `FORMAT`: text or json")
	return cmd
}

func listRules(w io.Writer, rules []report.Rule) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "RULE\tSEVERITY\tTITLE")
	for _, r := range rules {
		fmt.Fprintf(table, "%s\t%s\t%s\n", r.ID, severityOrOff(r), output.Plain(r.Title))
	}
	return table.Flush()
}

func severityOrOff(r report.Rule) string {
	if r.Disabled {
		return "off"
	}
	return string(r.Severity)
}

func showRule(w io.Writer, eng *engine.Engine, r report.Rule) {
	fmt.Fprintf(w, "%s (%s)\n%s\n\n", r.ID, severityOrOff(r), output.Plain(r.Title))
	for _, line := range output.Wrap(r.Description, 80) {
		fmt.Fprintln(w, output.Plain(line))
	}
	for _, part := range []struct {
		name  string
		lines []string
	}{
		{"What to do", output.Wrap(r.Remediation, 78)},
		{"Runbook line", runbookLine(r.Runbook)},
		{"Evidence", eng.Evidence(r.ID)},
		{"Parameters", parameters(eng, r.ID)},
		{"MITRE ATT&CK", r.Attack},
		{"Reads", r.Sections},
		{"IAM actions", actions(collector.Operations(r.Sections))},
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

// runbookLine is what a rule's custom.runbook says: a line of the runbook, or one of an
// organisation's own.
func runbookLine(id string) []string {
	switch line, ok := runbook.ByID(id); {
	case ok:
		return []string{line.Text}
	case id != "":
		return []string{id}
	}
	return nil
}

// parameters names the parameters that a rule reads, with what they are.
func parameters(eng *engine.Engine, rule string) []string {
	var lines []string
	for _, p := range eng.Parameters() {
		if slices.Contains(p.Rules, rule) {
			lines = append(lines, fmt.Sprintf("%s (%s)", p.Name, p.Type))
		}
	}
	return lines
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
