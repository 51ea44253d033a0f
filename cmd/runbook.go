package cmd

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
	"github.com/tocsin-dev/tocsin/output"
)

const runbookHelp = `runbook prints the phases of AWS's runbook for the use of root, for one account: establish control,
determine impact, recover, investigate, improve. Each step is done, open or unknown, with the findings
behind it, the commands of the AWS CLI that mend them, and what only a person can do.

REPORT is what tocsin scan -o json=FILE printed, "-" reads it from standard input. Without a report the
account is read as by tocsin scan. tocsin runs none of the commands.

The commands are in an order that is safe to run: first what preserves evidence, and in each step what
restores before what locks out, deletes or loses evidence, which is marked. A step is done when all of its
rules passed or are waived: what could not be read, and what only a person knows, is unknown.

Exit status: 0, whatever is open; 2 usage, configuration, credentials or policy error.`

func newRunbook() *cobra.Command {
	var (
		policies policyFlags
		account  accountFlags
		baseline string
		outputs  []string
		quiet    bool
	)
	cmd := &cobra.Command{
		Use:   "runbook [REPORT]",
		Short: "Print AWS's runbook for this account: what is open, and the commands that mend it",
		Long:  runbookHelp,
		Example: `  tocsin runbook --demo
  tocsin scan -o json=report.json; tocsin runbook report.json -o markdown=runbook.md
  tocsin runbook report.json -o json | jq -r '.phases[].steps[].commands[] | select(.effect == "preserves").line'`,
		Args: takes(0, 1, "at most one report file, which tocsin scan -o json=FILE makes, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			targets, err := parseOutputs(outputs, output.Runbooks())
			if err != nil {
				return err
			}
			if err := onlyWithout(cmd, args); err != nil {
				return err
			}
			globs := policies.rules
			policies.rules = nil // of what is not judged the runbook says so
			all, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			var r *report.Report
			if len(args) > 0 {
				r, err = readReport(cmd, args[0])
			} else {
				r, err = reportOf(cmd, all, globs, &policies, &account, baseline, quiet)
			}
			if err != nil {
				return err
			}
			return targets.Write(cmd.OutOrStdout(), runbook.Of(r, all.Rules()))
		},
	}
	policies.register(cmd)
	account.register(cmd)
	registerBaseline(cmd, &baseline)
	registerOutputs(cmd, &outputs, output.Runbooks())
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print no progress")
	return cmd
}

// onlyWithout refuses flags that say how an account is read and judged beside a report, which says what was.
func onlyWithout(cmd *cobra.Command, args []string) error {
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if len(args) > 0 && f.Name != "output" && f.Name != "quiet" && err == nil {
			err = fmt.Errorf("--%s has no meaning beside a report: leave one of both away", f.Name)
		}
	})
	return err
}

// reportOf reads the account and judges it.
func reportOf(cmd *cobra.Command, eng *engine.Engine, globs []string, policies *policyFlags, account *accountFlags, baseline string, quiet bool) (*report.Report, error) {
	if len(globs) > 0 {
		var err error
		if eng, err = eng.Narrowed(globs); err != nil {
			return nil, err
		}
	}
	before, err := readBaseline(cmd, baseline)
	if err != nil {
		return nil, err
	}
	options, err := account.options(cmd, eng)
	if err != nil {
		return nil, err
	}
	policies.aim(&options)
	snaps, err := collect(cmd, options, account.offline, quiet)
	if err != nil {
		return nil, err
	}
	if len(snaps) != 1 {
		return nil, fmt.Errorf("the events are of %d accounts: judge them by tocsin scan --offline -o json=%s.json, and name one report", len(snaps), accountInFile)
	}
	in, err := engine.NewInput(snaps[0])
	if err != nil {
		return nil, err
	}
	return evaluate(cmd, eng, in, before)
}

// readReport reads a report from a named file, or from standard input for "-".
func readReport(cmd *cobra.Command, name string) (*report.Report, error) {
	b, err := readInput(cmd, name)
	if err != nil {
		return nil, err
	}
	r, err := report.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("read report %s: %w", name, err)
	}
	return r, nil
}
