package cmd

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/collector"
)

func newIAMPolicy() *cobra.Command {
	var (
		policies   policyFlags
		events     eventFlags
		verifyLogs bool
		format     string
	)
	cmd := &cobra.Command{
		Use:   "iam-policy",
		Short: "Print the IAM policy that a scan needs",
		Long: `iam-policy prints the least IAM policy with which scan can read all that the selected rules
need. All of its actions read; iam:GenerateCredentialReport makes AWS prepare a report. With
--events athena://… or lake://… it can also start and stop queries, and a query of Athena writes its
result to the place of the workgroup. What Athena takes beside that is in docs/events.md.

With --verify-logs it prints what verify-logs needs instead. kms:Decrypt is for buckets that are
encrypted by a key of your own, and Resource is best narrowed to the bucket that is read and that key.

-o cloudformation and -o terraform print the role for it as well, which only the workflows of one branch
of one repository on GitHub can assume.`,
		Example: `  tocsin iam-policy > tocsin-policy.json
  tocsin iam-policy --events s3://my-trail-bucket
  tocsin iam-policy --rule 'readiness.*'
  tocsin iam-policy -o cloudformation > tocsin-role.yaml`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			operations := collector.LogOperations()
			if !verifyLogs {
				eng, err := policies.load(cmd.Context())
				if err != nil {
					return err
				}
				options := collector.Options{Sections: eng.Sections()}
				if err := events.aim(cmd, &options); err != nil {
					return err
				}
				operations = options.Operations()
			}
			return printIAMPolicy(cmd.OutOrStdout(), format, iamPolicy{
				Version:   "2012-10-17",
				Statement: []iamStatement{{"TocsinReadsOnly", "Allow", actions(operations), "*"}},
			})
		},
	}
	policies.register(cmd)
	events.register(cmd)
	cmd.Flags().StringVarP(&format, "output", "o", "json", "print as `FORMAT`: json, cloudformation or terraform")
	cmd.Flags().BoolVar(&verifyLogs, "verify-logs", false, "print what verify-logs needs")
	for _, flag := range []string{"rule", "policy", "config", "events"} { // of a scan
		cmd.MarkFlagsMutuallyExclusive("verify-logs", flag)
	}
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

// actions lists the IAM actions that operations take, sorted.
func actions(operations []collector.Operation) []string {
	names := []string{}
	for _, o := range operations {
		names = append(names, o.Action)
		if o.Name == "GetObject" { // objects may be encrypted by a key that is not S3's
			names = append(names, "kms:Decrypt")
		}
	}
	slices.Sort(names)
	return names
}
