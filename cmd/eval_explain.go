package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/output"
)

// explainFlags ask why one rule came to its verdict.
type explainFlags struct {
	id    string
	trace int
}

// tracedSteps is how many steps --trace shows.
const tracedSteps = 500

func (f *explainFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.id, "explain", "", "print why the rule of this `id` came to its verdict, and no report")
	cmd.Flags().IntVar(&f.trace, "trace", 0, "with --explain, print the first `steps` of OPA's trace, too")
	cmd.Flags().Lookup("trace").NoOptDefVal = fmt.Sprint(tracedSteps)
	cmd.MarkFlagsMutuallyExclusive("explain", "output")
	cmd.MarkFlagsMutuallyExclusive("explain", "fail-on")
}

func (f *explainFlags) check() error {
	switch {
	case f.trace != 0 && f.id == "":
		return fmt.Errorf("parse --trace: it goes with --explain ID")
	case f.trace < 0:
		return fmt.Errorf("parse --trace %d: want a number of steps", f.trace)
	}
	return nil
}

// print explains the verdict of one rule.
func (f *explainFlags) print(cmd *cobra.Command, eng *engine.Engine, in, baseline *engine.Input) error {
	x, err := eng.Explain(cmd.Context(), in, baseline, f.id)
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	showExplanation(w, x)
	if f.trace == 0 {
		return nil
	}
	var trace bytes.Buffer
	whole, err := eng.Trace(cmd.Context(), in, baseline, f.id, f.trace, &trace)
	if err != nil {
		return err
	}
	showPart(w, "OPA's trace", strings.Split(strings.TrimSuffix(trace.String(), "\n"), "\n"))
	if !whole {
		fmt.Fprintf(w, "  … more follows after %d steps; --trace=N shows N\n", f.trace)
	}
	return nil
}

func showExplanation(w io.Writer, x *engine.Explanation) {
	fmt.Fprintf(w, "%s: %s\n%s\n", output.Plain(x.Rule.ID), x.Outcome.Status, output.Plain(x.Rule.Title))
	showPart(w, "Why", output.Wrap(fmt.Sprintf("%s, because %s.", x.Outcome.Status, x.Why), 78))
	var answers []string
	for _, a := range x.Answers {
		answers = append(answers, fmt.Sprintf("%-10s  %s", a.Entry, a.Text))
	}
	showPart(w, "What the rule said", answers)
	showPart(w, "Went wrong", x.Errors)
	if len(x.Answers) > 0 { // it was asked
		showPart(w, "Read", sectionLines(x))
	}
	showPart(w, "Parameters", settingLines(x.Parameters))
	showPart(w, "Findings", findingLines(x.Outcome.Findings))
	showPart(w, "Possible findings", findingLines(x.Outcome.Possible))
}

// findingLines say what was found, and what of it is waived.
func findingLines(findings []report.Finding) []string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.Message)
		if f.Waived != nil {
			lines = append(lines, fmt.Sprintf("  waived until %s by %s: %s", f.Waived.Expires, f.Waived.Owner, f.Waived.Reason))
		}
	}
	return lines
}

func showPart(w io.Writer, name string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(w, "\n%s\n", name)
	}
	for _, line := range lines {
		fmt.Fprintln(w, strings.TrimRight("  "+output.Plain(line), " "))
	}
}

// sectionLines say how well each section was read, and what of it was not.
func sectionLines(x *engine.Explanation) []string {
	var lines []string
	for _, s := range x.Read {
		line := s.Name + ": " + string(s.Status)
		if s.OfBaseline {
			line = "baseline's " + line
		}
		if s.Items >= 0 {
			line += fmt.Sprintf(", items: %d", s.Items)
		}
		if !slices.Contains(s.Of, "deny") {
			line += " (only for " + strings.Join(s.Of, ", ") + ")"
		}
		lines = append(lines, line)
		for _, gap := range s.Gaps {
			lines = append(lines, "  not read: "+gap)
		}
	}
	if len(lines) == 0 {
		lines = []string{"no section: what every snapshot has is enough"}
	}
	if x.LacksBaseline {
		lines = append(lines, "no baseline was given (--baseline): nothing can be said to have changed")
	}
	return lines
}

func settingLines(parameters []engine.Parameter) []string {
	var lines []string
	for _, p := range parameters {
		value, err := json.Marshal(p.Default)
		if err != nil || p.Default == nil {
			value = []byte("not set")
		}
		lines = append(lines, p.Name+": "+string(value))
	}
	return lines
}
