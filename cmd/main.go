// Package cmd is the command line: one file a verb, and files for what several verbs share. Data goes to
// standard output, everything else to standard error.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/nearest"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/output"
)

// Main runs tocsin and returns its exit status: 0 nothing at or above --fail-on, 1 findings,
// 2 usage, configuration, credentials or policy error, 3 incomplete and no findings.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var status exitStatus
	switch {
	case err == nil:
		return report.ExitClean
	case errors.As(err, &status):
		return int(status)
	default:
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(stderr, "tocsin: "+output.Plain(strings.TrimSuffix(line, "\n")))
		}
		return report.ExitUsage
	}
}

// exitStatus is the status of a command that did what it was asked and has something to tell.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

func exit(status int) error {
	if status == report.ExitClean {
		return nil
	}
	return exitStatus(status)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "tocsin",
		Short: "Is this AWS account ready for an incident of root usage, and does it show signs of one?",
		Long: `tocsin reads the state of an AWS account, changes nothing, and judges it by the AWS example
runbook "Root Usage": what has to be in place before an incident, what indicates one, and
what an intruder may have left behind. What cannot be read makes a verdict unknown.

Exit status of scan, eval and report: 0 no finding at or above --fail-on; 1 findings;
2 usage, configuration, credentials or policy error; 3 incomplete, and no finding at or
above --fail-on. The other commands end with 2 for such errors, too.`,
		Example: `  tocsin scan --demo
  tocsin scan -o sarif=tocsin.sarif --fail-on high
  tocsin collect -o snapshot.json; tocsin eval snapshot.json`,
		Args:          aCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Version:       toolVersion(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(newScan(), newCollect(), newEval(), newReport(), newDiff(), newTimeline(), newRunbook(), newVerifyLogs(), newRules(), newPolicy(), newIAMPolicy(), newConfig(), newSchema(), newVersion(), newMan())
	takeOnce(root)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())
	})
	return root
}

// aCommand refuses what is no command, and names the nearest one.
func aCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return fmt.Errorf("unknown command %q%s (see %s --help)", args[0], nearest.Hint(args[0], names), cmd.CommandPath())
}

// takes checks the number of arguments and says what is wanted.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return fmt.Errorf("%s takes %s (see %s --help)", cmd.CommandPath(), what, cmd.CommandPath())
		}
		return nil
	}
}

// readInput reads a named file, or standard input for "-". A pipe may never end: an interrupt does not wait for it.
func readInput(cmd *cobra.Command, name string) ([]byte, error) {
	place, read := name, func() ([]byte, error) { return os.ReadFile(name) }
	if name == "-" {
		place, read = "standard input", func() ([]byte, error) { return io.ReadAll(cmd.InOrStdin()) }
	}
	type outcome struct {
		content []byte
		err     error
	}
	done := make(chan outcome, 1)
	go func() {
		content, err := read()
		done <- outcome{content, err}
	}()
	select {
	case <-cmd.Context().Done():
		return nil, fmt.Errorf("read %s: interrupted", place)
	case o := <-done:
		if o.err != nil {
			return nil, fmt.Errorf("read %s: %w", place, reason(o.err))
		}
		return o.content, nil
	}
}

// reason drops the operation and the path that the message before it already names.
func reason(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return path.Err
	}
	return err
}

// warn tells the user something that is no data.
func warn(cmd *cobra.Command, format string, args ...any) {
	fmt.Fprintln(cmd.ErrOrStderr(), "tocsin: "+output.Plain(fmt.Sprintf(format, args...)))
}
