package cmd

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func newEval() *cobra.Command {
	var (
		policies policyFlags
		out      outputFlags
		baseline string
		explain  explainFlags
	)
	cmd := &cobra.Command{
		Use:   "eval SNAPSHOT",
		Short: "Judge a snapshot offline, without credentials",
		Long: `eval judges a snapshot that collect or scan --snapshot saved, and gives the verdicts that scan
gave. "-" reads it from standard input.

--explain ID says why one rule passed, failed, or is unknown, skipped or broken: what it said, what it
read and how well, which gaps there were, and what decided. It ends with status 0 whatever the verdict.`,
		Example: `  tocsin eval snapshot.json -o json=report.json
  tocsin eval today.json --baseline last-week.json
  tocsin eval snapshot.json --explain ioc.trail_stopped
  tocsin eval snapshot.json --explain acme.unusual_region --policy policies --trace=200`,
		Args: takes(1, 1, "one snapshot file, which tocsin collect -o FILE makes, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			want, err := out.parse()
			if err := cmp.Or(err, explain.check()); err != nil {
				return err
			}
			var in, before *engine.Input
			var reading errgroup.Group
			reading.Go(func() (err error) {
				if in, err = readSnapshot(cmd, args[0]); err == nil {
					before, err = readBaseline(cmd, baseline)
				}
				return err
			})
			eng, err := policies.load(cmd.Context()) // which takes as long as to read a large snapshot
			if err := cmp.Or(err, reading.Wait()); err != nil {
				return err
			}
			if explain.id != "" {
				return explain.print(cmd, eng, in, before)
			}
			status, err := judge(cmd, eng, in, before, want, out.quiet)
			if err != nil {
				return err
			}
			return exit(status)
		},
	}
	policies.register(cmd)
	out.register(cmd)
	registerBaseline(cmd, &baseline)
	explain.register(cmd)
	return cmd
}

// readSnapshot reads a snapshot from a named file, or from standard input for "-".
func readSnapshot(cmd *cobra.Command, name string) (*engine.Input, error) {
	b, err := readInput(cmd, name)
	if err != nil {
		return nil, err
	}
	snap, err := snapshot.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", name, err)
	}
	in, err := engine.ReadInput(snap)
	if err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", name, err)
	}
	return in, nil
}

func registerBaseline(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "baseline", "", "compare with the older snapshot of the same account in this `file`")
}

// readBaseline reads the older snapshot to compare with, nil if none is named.
func readBaseline(cmd *cobra.Command, name string) (*engine.Input, error) {
	if name == "" {
		return nil, nil
	}
	return readSnapshot(cmd, name)
}
