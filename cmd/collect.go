package cmd

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/output"
)

func newCollect() *cobra.Command {
	var (
		policies policyFlags
		account  accountFlags
		file     string
		record   string
		quiet    bool
	)
	cmd := &cobra.Command{
		Use:   "collect",
		Short: "Read an account into a snapshot, to judge later",
		Long: `collect reads what the selected rules need into one JSON file, as scan does, and judges
nothing. What could not be read stands in the file's coverage; the exit status is then 3.`,
		Example: `  tocsin collect -o snapshot.json
  tocsin collect --record bug-report -o /dev/null   # for a bug report: secrets are scrubbed`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			eng, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			options, err := account.options(eng.Sections())
			if err != nil {
				return err
			}
			policies.aim(&options)
			recorder, err := recordTo(record, &options)
			if err != nil {
				return err
			}
			snap, err := collect(cmd, options, quiet)
			if err == nil {
				err = saveSnapshot(cmd, file, snap)
			}
			if err = errors.Join(err, recorder.Close()); err != nil {
				return err
			}
			return collected(cmd, snap, quiet)
		},
	}
	policies.register(cmd)
	account.register(cmd)
	cmd.Flags().StringVarP(&file, "output", "o", "-", "write the snapshot to this `file`")
	cmd.Flags().StringVar(&record, "record", "", "also record AWS's answers in this `directory`, without secrets, for --replay")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print no progress and no summary")
	return cmd
}

// recordTo lets the options record into a directory, if one is named.
func recordTo(dir string, o *collector.Options) (io.Closer, error) {
	if dir == "" {
		return io.NopCloser(nil), nil
	}
	if o.Replay != nil {
		return nil, errors.New("--record needs an AWS account: --demo and --replay have nothing to record")
	}
	recorder, err := awsreplay.NewRecorder(dir)
	if err != nil {
		return nil, err
	}
	o.Record = func(next collector.HTTPClient) collector.HTTPClient { return recorder.Wrap(next) }
	return recorder, nil
}

// saveSnapshot writes a snapshot to a file, or to standard output for "-".
func saveSnapshot(cmd *cobra.Command, file string, snap *snapshot.Snapshot) error {
	if file == "-" {
		return snapshot.Write(cmd.OutOrStdout(), snap)
	}
	return output.File(file, func(w io.Writer) error { return snapshot.Write(w, snap) })
}

// collected tells what could not be read.
func collected(cmd *cobra.Command, snap *snapshot.Snapshot, quiet bool) error {
	wanted, read, gaps := 0, 0, 0
	for _, c := range snap.Coverage {
		if c.Status != snapshot.Off {
			wanted++
		}
		if c.Status == snapshot.Complete {
			read++
		}
		gaps += len(c.Gaps)
	}
	if !quiet {
		warn(cmd, "account %s: %d of %d sections read whole, %d gaps", snap.Meta.AccountID, read, wanted, gaps)
	}
	if gaps > 0 {
		return exit(report.ExitIncomplete)
	}
	return nil
}
