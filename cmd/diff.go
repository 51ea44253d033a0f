package cmd

import (
	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/output"
)

func newDiff() *cobra.Command {
	var (
		outputs []string
		all     bool
	)
	cmd := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "Show what changed between two snapshots of an account",
		Long: `diff shows what was added, removed and changed between two snapshots that collect or
scan --snapshot saved. It judges nothing: scan --baseline does. What was not read on one side is
neither added nor removed; the sections that this concerns are named.

What changes by itself is left out unless --all is given: when a credential, a role or a report was
last used or made, when a trail last delivered, and the state of an alarm. With -o markdown, which
CI jobs publish, contacts and the endpoints of subscriptions are said to have changed and not shown.

Exit status: 0 no difference; 1 differences; 2 usage; 3 no difference in what could be compared,
which is not all.`,
		Example: `  tocsin diff last-week.json today.json
  tocsin diff last-week.json today.json -o markdown >> "$GITHUB_STEP_SUMMARY"`,
		Args: takes(2, 2, "two snapshot files, the older one first"),
		RunE: func(cmd *cobra.Command, args []string) error {
			targets, err := parseOutputs(outputs, output.Diffs())
			if err != nil {
				return err
			}
			before, err := readSnapshot(cmd, args[0])
			if err != nil {
				return err
			}
			after, err := readSnapshot(cmd, args[1])
			if err != nil {
				return err
			}
			if before.Snapshot.Meta.CollectedAt.After(after.Snapshot.Meta.CollectedAt) {
				warn(cmd, "%s is newer than %s: what was added shows as removed", args[0], args[1])
			}
			d, err := snapshot.Compare(before.Snapshot, after.Snapshot, all)
			if err != nil {
				return err
			}
			if err := targets.Write(cmd.OutOrStdout(), d); err != nil {
				return err
			}
			return exit(diffStatus(d))
		},
	}
	registerOutputs(cmd, &outputs, output.Diffs())
	cmd.Flags().BoolVar(&all, "all", false, "also show what changes by itself from one scan to the next")
	return cmd
}

func diffStatus(d *snapshot.Diff) int {
	switch {
	case len(d.Sections) > 0:
		return report.ExitFindings
	case len(d.Incomparable) > 0:
		return report.ExitIncomplete
	default:
		return report.ExitClean
	}
}
