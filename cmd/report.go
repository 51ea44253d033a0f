package cmd

import "github.com/spf13/cobra"

func newReport() *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "report REPORT",
		Short: "Print a saved report in other formats, without a new scan",
		Long: `report reads a report that scan or eval printed as JSON and prints it in any format. It judges
nothing anew, and its exit status is that of the scan. "-" reads the report from standard input.`,
		Example: `  tocsin scan -o json=report.json; tocsin report report.json -o sarif=tocsin.sarif -o junit=tocsin.xml
  tocsin report report.json -o markdown >> "$GITHUB_STEP_SUMMARY"`,
		Args: takes(1, 1, "one report file, which tocsin scan -o json=FILE makes, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			want, err := out.parse()
			if err != nil {
				return err
			}
			rep, err := readReport(cmd, args[0])
			if err != nil {
				return err
			}
			status, err := publish(cmd, rep, want, out.quiet)
			if err != nil {
				return err
			}
			return exit(status)
		},
	}
	out.register(cmd)
	return cmd
}
