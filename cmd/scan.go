package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/output"
)

func newScan() *cobra.Command {
	var (
		policies policyFlags
		account  accountFlags
		out      outputFlags
		baseline string
		save     string
	)
	cmd := &cobra.Command{
		Use:   "scan",
		Short: "Read an account, judge it and print the verdicts",
		Long: `scan reads what the selected rules need of the account that your AWS credentials belong to,
judges it, and prints the verdicts. It reads nothing else and changes nothing.`,
		Example: `  tocsin scan --demo
  tocsin scan --profile audit -o text -o sarif=tocsin.sarif
  tocsin scan --rule 'readiness.root_*' --fail-on critical
  tocsin scan --baseline last-week.json --snapshot today.json`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			want, err := out.parse()
			if err != nil {
				return err
			}
			eng, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			before, err := readBaseline(cmd, baseline)
			if err != nil {
				return err
			}
			options, err := account.options(eng.Sections())
			if err != nil {
				return err
			}
			policies.aim(&options)
			snap, err := collect(cmd, options, out.quiet)
			if err != nil {
				return err
			}
			var unsaved error
			if save != "" {
				unsaved = saveSnapshot(cmd, save, snap)
			}
			in, err := engine.NewInput(snap)
			if err != nil {
				return errors.Join(unsaved, err)
			}
			return errors.Join(unsaved, judge(cmd, eng, in, before, want, out.quiet))
		},
	}
	policies.register(cmd)
	account.register(cmd)
	out.register(cmd)
	registerBaseline(cmd, &baseline)
	cmd.Flags().StringVar(&save, "snapshot", "", "also save the snapshot to this `file`, for tocsin eval")
	return cmd
}

// collect reads the account, showing progress.
func collect(cmd *cobra.Command, o collector.Options, quiet bool) (*snapshot.Snapshot, error) {
	bar := newProgress(cmd.ErrOrStderr(), quiet)
	o.Progress = bar.step
	snap, err := collector.Collect(cmd.Context(), o)
	bar.end()
	if cmd.Context().Err() != nil && err == nil {
		warn(cmd, "interrupted: what was not yet read stays unknown")
	}
	return snap, err
}

// judge evaluates the snapshot and prints the report. It goes on after an interrupt: what was
// collected is not lost.
func judge(cmd *cobra.Command, eng *engine.Engine, in, baseline *engine.Input, want judgement, quiet bool) error {
	rep, err := eng.EvaluateAgainst(context.WithoutCancel(cmd.Context()), in, baseline, report.Tool{Name: "tocsin", Version: toolVersion()})
	if err != nil {
		return err
	}
	if err := output.Write(want.targets, cmd.OutOrStdout(), rep); err != nil {
		return err
	}
	if !quiet {
		warn(cmd, "%s", summary(rep))
	}
	return exit(rep.ExitStatus(want.threshold))
}

// summary says the outcome in one line: "account 123456789012: 3 critical, 2 high; 1 of 18 rules undecided".
func summary(r *report.Report) string {
	line := "account " + r.Scan.AccountID + ": "
	found := ""
	for _, s := range report.Severities() {
		if n := r.Summary.Findings[s]; n > 0 {
			found += fmt.Sprintf(", %d %s", n, s)
		}
	}
	if found == "" {
		line += "no findings"
	} else {
		line += found[2:]
	}
	if open := r.Summary.Outcomes[report.Unknown] + r.Summary.Outcomes[report.Error]; open > 0 {
		line += fmt.Sprintf("; %d of %d rules undecided", open, len(r.Outcomes))
	}
	if skipped := r.Summary.Outcomes[report.Skipped]; skipped > 0 {
		line += fmt.Sprintf("; %d skipped", skipped)
	}
	return line
}
