package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/report"
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
		Long: `rules lists the rules. Of one rule it shows all there is to know: what it means and what to do, on
which evidence it fails, the sections of the snapshot that it reads and the calls and IAM actions that
they take, which the engine infers from its source, its parameters, and the events that it asks for.
An ID may be a glob.`,
		Example: `  tocsin rules
  tocsin rules ioc.trail_stopped
  tocsin rules 'acme.*' --policy ./policies -o json`,
		Args: takes(0, 1, "at most one rule id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && len(policies.rules) > 0 {
				return errors.New("an ID says which rules to show, and --rule which to list: give one of both")
			}
			policies.rules = append(policies.rules, args...)
			eng, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			switch {
			case format == "json":
				details := []ruleDetails{}
				for _, rule := range eng.Rules() {
					details = append(details, detailsOf(eng, rule))
				}
				return printJSON(cmd.OutOrStdout(), details)
			case format != "text":
				return fmt.Errorf("unknown format %q: want text or json", format)
			case len(args) == 1:
				for i, rule := range eng.Rules() {
					if i > 0 { // the id is a glob
						fmt.Fprintln(cmd.OutOrStdout())
					}
					showRule(cmd.OutOrStdout(), detailsOf(eng, rule))
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

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
