package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/schema"
)

func newSchema() *cobra.Command {
	documents := map[string][]byte{"snapshot": schema.Snapshot, "report": schema.Report}
	return &cobra.Command{
		Use:       "schema {snapshot | report}",
		Short:     "Print the JSON Schema of the snapshot or of the report",
		Example:   `  tocsin schema snapshot > snapshot.schema.json && opa check --strict -s snapshot.schema.json policies`,
		Args:      takes(1, 1, "snapshot or report"),
		ValidArgs: []string{"snapshot", "report"},
		RunE: func(cmd *cobra.Command, args []string) error {
			document, ok := documents[args[0]]
			if !ok {
				return fmt.Errorf("unknown document %q: want snapshot or report", args[0])
			}
			_, err := cmd.OutOrStdout().Write(document)
			return err
		},
	}
}
