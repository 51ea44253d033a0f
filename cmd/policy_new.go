package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/scaffold"
	"github.com/tocsin-dev/tocsin/output"
)

func newPolicyNew() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "new ID",
		Short: "Write a rule and its test to start from",
		Long: `new writes a rule that works, and its test: DIR/acme/unusual_region.rego for acme.unusual_region.
An id has a group and a name; say in the name what is wrong. Nothing is ever overwritten. If no
configuration of Regal applies to DIR, it writes DIR/.regal/config.yaml too.`,
		Example: `  tocsin policy new acme.unusual_region
  tocsin policy new acme.unusual_region --dir policies && tocsin policy test policies`,
		Args: takes(1, 1, "the id of the rule, such as acme.unusual_region"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := engine.CheckNewID(args[0]); err != nil {
				return err
			}
			files, err := scaffold.Write(dir, args[0])
			if err != nil {
				return err
			}
			for _, f := range files {
				fmt.Fprintln(cmd.OutOrStdout(), output.Plain(f))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "policies", "write below this `directory`")
	return cmd
}
