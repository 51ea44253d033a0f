package cmd

import (
	"errors"
	"fmt"
	"io"
	"strings"

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
			if name, ok := strings.CutPrefix(file, "json="); ok {
				return fmt.Errorf("--output takes the name of a file, as a snapshot has one format: -o %s", name)
			}
			eng, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			options, err := account.options(cmd, eng)
			if err != nil {
				return err
			}
			policies.aim(&options)
			recorder, err := recordTo(record, &options)
			if err != nil {
				return err
			}
			snaps, err := collect(cmd, options, account.offline, quiet)
			if err == nil {
				err = saveSnapshots(cmd, file, snaps)
			}
			if err = errors.Join(err, recorder.Close()); err != nil {
				return err
			}
			gaps := 0
			for _, snap := range snaps {
				gaps += collected(cmd, snap, quiet)
			}
			if gaps > 0 {
				return exit(report.ExitIncomplete)
			}
			return nil
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
	if len(o.Operations()) != len(collector.Operations(o.Sections)) {
		return nil, errors.New("--record records no log files: it needs --events history")
	}
	recorder, err := awsreplay.NewRecorder(dir)
	if err != nil {
		return nil, err
	}
	o.Record = func(next collector.HTTPClient) collector.HTTPClient { return recorder.Wrap(next) }
	return recorder, nil
}

// saveSnapshots writes each snapshot to a file of its own, or all to standard output for "-".
func saveSnapshots(cmd *cobra.Command, file string, snaps []*snapshot.Snapshot) error {
	if file == "-" {
		file = ""
	}
	if err := oneFileEach(file, snaps); err != nil {
		return err
	}
	for _, snap := range snaps {
		write := func(w io.Writer) error { return snapshot.Write(w, snap) }
		var err error
		if file == "" {
			err = write(cmd.OutOrStdout())
		} else {
			err = output.File(forAccount(file, snap.Meta.AccountID), write)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// collected tells what could not be read, and returns how many gaps there are.
func collected(cmd *cobra.Command, snap *snapshot.Snapshot, quiet bool) int {
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
	return gaps
}
