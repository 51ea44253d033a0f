package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/output"
)

func newPolicyTest() *cobra.Command {
	var (
		pattern     string
		minCoverage float64
		cases       []string
		config      string
		verbose     bool
	)
	cmd := &cobra.Command{
		Use:   "test DIR",
		Short: "Run the tests of your policies",
		Long: `test runs the Rego tests of a directory as the rules are run: checked by the snapshot's schema, without
network, clock and environment, with tocsin's own policies and data.tocsin.lib beside them. Of a test
that fails it shows where, what was got and wanted, and the variables; of each file, how much the tests
ran. A test has the time and memory that a rule has. --case judges a snapshot by the rules of the
directory and shows the outcomes.

Exit status: 0 all passed; 1 a test failed, coverage is too low, or a rule broke on a case; 2 the
policies are wrong, or there is no test.`,
		Example: `  tocsin policy test policies
  tocsin policy test policies --run unusual_region --min-coverage 90
  tocsin policy test policies --case snapshot.json`,
		Args: takes(1, 1, "a directory of policies"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if minCoverage < 0 || minCoverage > 100 {
				return fmt.Errorf("parse --min-coverage %v: want a percentage from 0 to 100", minCoverage)
			}
			run, err := engine.TestDir(cmd.Context(), args[0], engine.TestOptions{Pattern: pattern})
			if err != nil {
				return err
			}
			ok := showTests(cmd.OutOrStdout(), run.Results, verbose)
			ok = showCoverage(cmd, run.Coverage, minCoverage) && ok
			if len(cases) > 0 {
				sound, err := judgeCases(cmd, args[0], config, cases)
				if err != nil {
					return err
				}
				ok = ok && sound
			}
			if !ok {
				return exit(report.ExitFindings)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&pattern, "run", "", "only tests whose full name matches this `regex`: data.acme.x_test.test_clean")
	cmd.Flags().Float64Var(&minCoverage, "min-coverage", 0, "fail if the tests run less than this `percentage` of the lines")
	cmd.Flags().StringArrayVar(&cases, "case", nil, "also judge the snapshot in this `file` by the directory's rules (repeatable)")
	cmd.Flags().StringVar(&config, "config", "", "read parameters for --case from this YAML `file`")
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "show the tests that passed, too")
	return cmd
}

// showTests prints what failed and how many passed, and reports whether nothing failed.
func showTests(w io.Writer, results []engine.TestResult, verbose bool) bool {
	counts := map[string]int{}
	for _, r := range results {
		state := testState(r)
		counts[state]++
		if state == "PASS" && !verbose {
			continue
		}
		fmt.Fprintf(w, "%s %s.%s (%s:%d)\n", state, output.Plain(r.Package), output.Plain(r.Name), output.Plain(r.File), r.Line)
		if r.Message != "" {
			for line := range strings.Lines(r.Message) {
				fmt.Fprintln(w, "  "+output.Plain(strings.TrimSuffix(line, "\n")))
			}
		}
	}
	line := fmt.Sprintf("%d of %d tests passed", counts["PASS"], len(results))
	if n := counts["FAIL"]; n > 0 {
		line += fmt.Sprintf(", %d failed", n)
	}
	if n := counts["SKIP"]; n > 0 {
		line += fmt.Sprintf(", %d skipped", n)
	}
	fmt.Fprintln(w, line)
	return counts["FAIL"] == 0
}

func testState(r engine.TestResult) string {
	switch {
	case r.Skipped:
		return "SKIP"
	case r.Passed:
		return "PASS"
	default:
		return "FAIL"
	}
}

// showCoverage prints how much of each file was run, and reports whether it is enough in all.
func showCoverage(cmd *cobra.Command, files []engine.FileCoverage, least float64) bool {
	w := cmd.OutOrStdout()
	fmt.Fprintln(w, "\nCoverage")
	for _, f := range files {
		fmt.Fprintf(w, "  %5.1f%%  %s%s\n", engine.Percent(f), output.Plain(f.File), missed(f.Missed))
	}
	total := engine.Percent(files...)
	fmt.Fprintf(w, "  %5.1f%%  in all\n", total)
	if total < least {
		warn(cmd, "coverage is %.1f%%, less than --min-coverage %v%%", total, least)
	}
	return total >= least
}

// missed names lines as ranges: " (not run: 3-5, 9)".
func missed(lines []int) string {
	var ranges []string
	for i := 0; i < len(lines); {
		last := i
		for last+1 < len(lines) && lines[last+1] == lines[last]+1 {
			last++
		}
		text := fmt.Sprint(lines[i])
		if last > i {
			text += fmt.Sprintf("-%d", lines[last])
		}
		ranges = append(ranges, text)
		i = last + 1
	}
	if len(ranges) == 0 {
		return ""
	}
	return " (not run: " + strings.Join(ranges, ", ") + ")"
}

// judgeCases judges snapshots by the rules of a directory, and reports whether no rule broke.
func judgeCases(cmd *cobra.Command, dir, config string, files []string) (sound bool, err error) {
	eng, err := ofDirectory(cmd, dir, config)
	if err != nil {
		return false, err
	}
	sound = true
	for _, file := range files {
		in, err := readSnapshot(cmd, file)
		if err != nil {
			return false, err
		}
		rep, err := eng.Evaluate(cmd.Context(), in.Snapshot, report.Tool{Name: "tocsin", Version: toolVersion()})
		if err != nil {
			return false, err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "\nCase %s\n", output.Plain(file))
		for _, o := range rep.Outcomes {
			showOutcome(cmd.OutOrStdout(), o)
			sound = sound && o.Status != report.Error
		}
	}
	return sound, nil
}

// ofDirectory loads the rules of a directory, without tocsin's own.
func ofDirectory(cmd *cobra.Command, dir, config string) (*engine.Engine, error) {
	eng, err := (&policyFlags{dirs: []string{dir}, config: config}).load(cmd.Context())
	if err != nil {
		return nil, err
	}
	return eng.Custom(), nil
}

func showOutcome(w io.Writer, o report.Outcome) {
	line := fmt.Sprintf("  %-7s  %s", o.Status, o.Rule)
	if o.Reason != "" {
		line += ": " + o.Reason
	}
	fmt.Fprintln(w, output.Plain(line))
	for _, f := range o.Findings {
		fmt.Fprintln(w, "           "+output.Plain(f.Message))
	}
	for _, f := range o.Possible {
		fmt.Fprintln(w, "           possibly: "+output.Plain(f.Message))
	}
}
