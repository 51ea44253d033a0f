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
)

const scanHelp = `scan reads what the selected rules need of the account that your AWS credentials belong to,
judges it, and prints the verdicts. It reads nothing else and changes nothing.

With --offline it needs no credentials and no network: it judges the events of files alone, for
each account that they are of. {account} in the name of an output file stands for the account.`

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
		Long:  scanHelp,
		Example: `  tocsin scan --demo
  tocsin scan --events s3://my-trail-bucket --since 30d
  tocsin scan --offline --events CloudTrail/ -o json={account}.json
  tocsin scan --profile audit -o text -o sarif=tocsin.sarif
  tocsin scan --rule 'readiness.root_*' --fail-on critical
  tocsin scan --baseline last-week.json --snapshot today.json`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			want, err := out.parseSaving(save)
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
			options, err := account.options(cmd, eng)
			if err != nil {
				return err
			}
			policies.aim(&options)
			snaps, err := collect(cmd, options, account.offline, out.quiet)
			if err != nil {
				return err
			}
			cmd.SetContext(context.WithoutCancel(cmd.Context())) // what was collected is judged after an interrupt, too
			var unsaved error
			if save != "" {
				unsaved = saveSnapshots(cmd, save, snaps)
			}
			status, err := judgeAll(cmd, eng, snaps, before, want, out.quiet)
			if err = errors.Join(unsaved, err); err != nil {
				return err
			}
			return exit(status)
		},
	}
	policies.register(cmd)
	account.register(cmd)
	out.register(cmd)
	registerBaseline(cmd, &baseline)
	cmd.Flags().StringVar(&save, "snapshot", "", "also save the snapshot to this `file`, for tocsin eval")
	return cmd
}

// collect reads the account, showing progress, or offline all accounts that have events.
func collect(cmd *cobra.Command, o collector.Options, offline, quiet bool) ([]*snapshot.Snapshot, error) {
	bar := newProgress(cmd.ErrOrStderr(), "reading the account", quiet)
	o.Progress = bar.step
	var notices []string // a line would go into the bar
	o.Notice = func(message string) { notices = append(notices, message) }
	var snaps []*snapshot.Snapshot
	var err error
	if offline {
		snaps, err = collector.Offline(cmd.Context(), o)
	} else {
		snaps = make([]*snapshot.Snapshot, 1)
		snaps[0], err = collector.Collect(cmd.Context(), o)
	}
	bar.end()
	for _, notice := range notices {
		if !quiet {
			warn(cmd, "%s", notice)
		}
	}
	if cmd.Context().Err() != nil && err == nil {
		warn(cmd, "interrupted: what was not yet read stays unknown")
	}
	return snaps, err
}

// judgeAll judges each account's snapshot, and returns the gravest exit status.
func judgeAll(cmd *cobra.Command, eng *engine.Engine, snaps []*snapshot.Snapshot, baseline *engine.Input, want judgement, quiet bool) (int, error) {
	for _, t := range want.targets {
		if err := oneFileEach(t.File, snaps); err != nil {
			return report.ExitUsage, err
		}
	}
	if err := want.sarif.oneCategoryEach(len(snaps)); err != nil {
		return report.ExitUsage, err
	}
	gravest := report.ExitClean
	for _, snap := range snaps {
		in, err := engine.NewInput(snap)
		if err != nil {
			return report.ExitUsage, err
		}
		status, err := judge(cmd, eng, in, baseline, want, quiet)
		if err != nil {
			return status, err
		}
		if gravest != report.ExitFindings && status != report.ExitClean {
			gravest = status
		}
	}
	return gravest, nil
}

// judge evaluates the snapshot and prints the report.
func judge(cmd *cobra.Command, eng *engine.Engine, in, baseline *engine.Input, want judgement, quiet bool) (int, error) {
	rep, err := evaluate(cmd, eng, in, baseline)
	if err != nil {
		return report.ExitUsage, err
	}
	return publish(cmd, rep, want, quiet)
}

// publish prints the report as the output flags ask, and returns the exit status.
func publish(cmd *cobra.Command, rep *report.Report, want judgement, quiet bool) (int, error) {
	targets, err := want.of(rep)
	if err != nil {
		return report.ExitUsage, err
	}
	if err := targets.Write(cmd.OutOrStdout(), rep); err != nil {
		return report.ExitUsage, err
	}
	if !quiet {
		for _, w := range rep.Waivers {
			if text := w.Warning(); text != "" {
				warn(cmd, "account %s: %s", rep.Scan.AccountID, text)
			}
		}
		warn(cmd, "%s", summary(rep))
	}
	return rep.ExitStatus(want.threshold), nil
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
	if r.Summary.Waived > 0 {
		line += fmt.Sprintf("; %d waived", r.Summary.Waived)
	}
	if open := r.Summary.Outcomes[report.Unknown] + r.Summary.Outcomes[report.Error]; open > 0 {
		line += fmt.Sprintf("; %d of %d rules undecided", open, len(r.Outcomes))
	}
	if skipped := r.Summary.Outcomes[report.Skipped]; skipped > 0 {
		line += fmt.Sprintf("; %d skipped", skipped)
	}
	return line
}

// evaluate makes the report of a snapshot.
func evaluate(cmd *cobra.Command, eng *engine.Engine, in, baseline *engine.Input) (*report.Report, error) {
	return eng.EvaluateAgainst(cmd.Context(), in, baseline, report.Tool{Name: "tocsin", Version: toolVersion()})
}
