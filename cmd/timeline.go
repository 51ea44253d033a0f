package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/timeline"
	"github.com/tocsin-dev/tocsin/output"
)

func newTimeline() *cobra.Command {
	var outputs []string
	cmd := &cobra.Command{
		Use:   "timeline SNAPSHOT",
		Short: "Show what the events in a snapshot say, in the order of their times",
		Long: `timeline shows the events of CloudTrail that a snapshot holds: all that the root user did or that was
done for it, and those that the rules asked for when the snapshot was collected. It judges nothing.`,
		Example: `  tocsin collect --offline --events logs/ -o snapshot.json; tocsin timeline snapshot.json
  tocsin timeline snapshot.json -o json | jq '.entries[] | select(.succeeded == false)'`,
		Args: takes(1, 1, "one snapshot file, which tocsin collect -o FILE makes, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			targets, err := parseOutputs(outputs, output.Timelines())
			if err != nil {
				return err
			}
			in, err := readSnapshot(cmd, args[0])
			if err != nil {
				return err
			}
			events, err := timeline.Of(in.Snapshot)
			if err != nil {
				return err
			}
			if events == nil {
				return fmt.Errorf("read snapshot %s: it holds no events (collect with --events)", args[0])
			}
			return targets.Write(cmd.OutOrStdout(), events)
		},
	}
	registerOutputs(cmd, &outputs, output.Timelines())
	return cmd
}
