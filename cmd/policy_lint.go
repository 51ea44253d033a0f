package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/output"
)

func newPolicyLint() *cobra.Command {
	return &cobra.Command{
		Use:   "lint DIR",
		Short: "Check your policies for mistakes",
		Long: `lint finds what makes scan refuse the policies of a directory, and what it would let pass: metadata
that is incomplete or unknown, a path that is not the id, an id that tocsin has, rules without tests,
references that read the whole input in place of a section, rules that take quadratic time. If regal is
in the PATH its findings are shown, too, as regal/…; if it is not, lint says so.

Exit status: 0 nothing found; 1 something found; 2 the directory cannot be read or has no rule.`,
		Example: `  tocsin policy lint policies`,
		Args:    takes(1, 1, "a directory of policies"),
		RunE: func(cmd *cobra.Command, args []string) error {
			problems, err := engine.Lint(args[0])
			if err != nil {
				return err
			}
			more, err := regal(cmd, args[0])
			if err != nil {
				return err
			}
			problems = append(problems, more...)
			for _, p := range problems {
				line := fmt.Sprintf("%s:%d: %s (%s)", p.File, p.Line, p.Text, p.Rule)
				fmt.Fprintln(cmd.OutOrStdout(), output.Plain(line))
			}
			if len(problems) > 0 {
				return exit(report.ExitFindings)
			}
			return nil
		},
	}
}
