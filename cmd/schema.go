package cmd

import (
	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/schema"
)

func newSchema() *cobra.Command {
	documents := map[string][]byte{"snapshot": schema.Snapshot, "report": schema.Report}
	return &cobra.Command{
		Use:       "schema {snapshot | report}",
		Short:     "Print the JSON Schema of the snapshot or of the report",
		Example:   `  tocsin schema snapshot > snapshot.schema.json && opa check --strict -s snapshot.schema.json policies`,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"snapshot", "report"},
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := cmd.OutOrStdout().Write(documents[args[0]])
			return err
		},
	}
}
