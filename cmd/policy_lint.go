package cmd

import "github.com/spf13/cobra"

func newPolicyLint() *cobra.Command { return &cobra.Command{Use: "lint DIR"} }
