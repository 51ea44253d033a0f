package cmd

import (
	"github.com/spf13/cobra"
)

func newPolicy() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Write, test and check rules of your own",
		Long: `policy helps with rules of your own, which scan and eval take with --policy DIR. A rule is one Rego
file whose path, package and id are one, and a test beside it. opa, regal and conftest work on the
same files.`,
		Example: `  tocsin policy new acme.unusual_region --dir policies
  tocsin policy test policies
  tocsin policy lint policies`,
		Args: takes(0, 0, "one of new, test and lint"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPolicyNew(), newPolicyTest(), newPolicyLint())
	return cmd
}
