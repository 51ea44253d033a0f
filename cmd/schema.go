package cmd

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/schema"
)

func newSchema() *cobra.Command {
	documents := map[string][]byte{"snapshot": schema.Snapshot, "report": schema.Report, "config": schema.Config}
	var policies policyFlags
	cmd := &cobra.Command{
		Use:   "schema {snapshot | report | config}",
		Short: "Print the JSON Schema of the snapshot, of the report or of the configuration",
		Example: `  tocsin schema snapshot > snapshot.schema.json && opa check --strict -s snapshot.schema.json policies
  tocsin schema config --policy policies > tocsin.schema.json`,
		Args:      takes(1, 1, "snapshot, report or config"),
		ValidArgs: []string{"snapshot", "report", "config"},
		RunE: func(cmd *cobra.Command, args []string) error {
			document, ok := documents[args[0]]
			others := len(policies.dirs) > 0 || policies.key.KeyFile != ""
			switch {
			case !ok:
				return fmt.Errorf("unknown document %q: want snapshot, report or config", args[0])
			case others && args[0] != "config":
				return errors.New("--policy is for the schema of the configuration: no other depends on policies")
			case others:
				eng, err := policies.load(cmd.Context())
				if err != nil {
					return err
				}
				if document, err = eng.ConfigSchema(document); err != nil {
					return err
				}
			}
			_, err := cmd.OutOrStdout().Write(document)
			return err
		},
	}
	policies.registerSources(cmd)
	return cmd
}
