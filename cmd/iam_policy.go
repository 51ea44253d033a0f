package cmd

import (
	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/collector"
)

func newIAMPolicy() *cobra.Command {
	var policies policyFlags
	cmd := &cobra.Command{
		Use:   "iam-policy",
		Short: "Print the IAM policy that a scan needs",
		Long: `iam-policy prints the least IAM policy with which scan can read all that the selected rules
need. All of its actions read; iam:GenerateCredentialReport makes AWS prepare a report.`,
		Example: `  tocsin iam-policy > tocsin-policy.json
  tocsin iam-policy --rule 'readiness.*'`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			eng, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			return printJSON(cmd.OutOrStdout(), iamPolicy{
				Version:   "2012-10-17",
				Statement: []iamStatement{{"TocsinReadsOnly", "Allow", actions(eng.Sections()), "*"}},
			})
		},
	}
	policies.register(cmd)
	return cmd
}

type iamPolicy struct {
	Version   string
	Statement []iamStatement
}

type iamStatement struct {
	Sid, Effect string
	Action      []string
	Resource    string
}

// actions lists the IAM actions that reading the sections takes, sorted.
func actions(sections []string) []string {
	names := []string{}
	for _, o := range collector.Operations(sections) {
		names = append(names, o.Action)
	}
	return names
}
