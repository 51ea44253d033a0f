package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func newEval() *cobra.Command {
	var (
		policies policyFlags
		out      outputFlags
	)
	cmd := &cobra.Command{
		Use:   "eval SNAPSHOT",
		Short: "Judge a snapshot offline, without credentials",
		Long: `eval judges a snapshot that collect or scan --snapshot saved, and gives the verdicts that scan
gave. "-" reads it from standard input.`,
		Example: `  tocsin eval snapshot.json -o json=report.json`,
		Args:    takes(1, 1, "one snapshot file, which tocsin collect -o FILE makes, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			want, err := out.parse()
			if err != nil {
				return err
			}
			eng, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			b, err := readInput(cmd, args[0])
			if err != nil {
				return err
			}
			snap, err := snapshot.Decode(b)
			if err != nil {
				return fmt.Errorf("read snapshot %s: %w", args[0], err)
			}
			if err := engine.CheckSnapshot(snap); err != nil {
				return fmt.Errorf("read snapshot %s: %w", args[0], err)
			}
			return judge(cmd, eng, snap, want, out.quiet)
		},
	}
	policies.register(cmd)
	out.register(cmd)
	return cmd
}
