package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/digest"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/output"
)

func newVerifyLogs() *cobra.Command {
	var (
		flags   logFlags
		outputs []string
		quiet   bool
	)
	cmd := &cobra.Command{
		Use:   "verify-logs SOURCE",
		Short: "Verify that CloudTrail's log files are what was delivered",
		Long: `verify-logs shows whether CloudTrail's log files were altered, removed or added after they were
delivered. It follows the chains of digests that CloudTrail signs each hour, of all trails, accounts
and regions in SOURCE: a bucket, as s3://BUCKET/PREFIX, or a folder with a copy of one. What could
not be read, and what no digest covers, is not verified, and is counted.

Of a bucket, by default the last 7 days are verified, but for the last 3 hours, whose digests may
yet have to come; of a folder, all. The signature of a trail's newest digest is in the metadata of
the object in S3 only: in a folder that digest stays unverified unless its signature is beside it,
in a file with .signature added to the name. Public keys come from CloudTrail itself, or with
--keys from files that aws cloudtrail list-public-keys wrote. Where a signature cannot be checked,
files that contradict the digest are wrong all the same, and those that agree are not verified.

Exit status: 0 all verified; 1 something is wrong; 2 usage or credentials; 3 nothing is known to be
wrong, but not all could be verified.`,
		Example: `  tocsin verify-logs s3://trail-logs --since 30d
  tocsin verify-logs s3://org-logs/audit --account 123456789012 --region us-east-1 -o json
  tocsin verify-logs ./copy --keys keys.json`,
		Args: takes(1, 1, "one bucket, as s3://BUCKET/PREFIX, or folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			targets, err := parseOutputs(outputs, output.Verifications())
			if err != nil {
				return err
			}
			bar := newProgress(cmd.ErrOrStderr(), "verifying digests", quiet)
			v, err := flags.verify(cmd.Context(), args[0], bar)
			if err != nil {
				return err
			}
			if err := targets.Write(cmd.OutOrStdout(), v); err != nil {
				return err
			}
			if !quiet {
				warn(cmd, "%s: %d of %d digests and %d of %d log files verified; %d wrong", v.Source,
					v.Digests.Verified, v.Digests.Total(), v.Logs.Verified, v.Logs.Total(), len(v.Problems))
			}
			return exit(verificationStatus(v))
		},
	}
	flags.register(cmd)
	registerOutputs(cmd, &outputs, output.Verifications())
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print no progress and no summary")
	return cmd
}

func verificationStatus(v *digest.Verification) int {
	switch {
	case len(v.Problems) > 0:
		return report.ExitFindings
	case len(v.Unverified) > 0:
		return report.ExitIncomplete
	default:
		return report.ExitClean
	}
}

// logFlags say which log files to verify, and by which keys.
type logFlags struct {
	since, until, profile, keys string
	accounts, regions           []string
}

func (f *logFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.since, "since", "", "log files delivered since this `time`: 36h, 14d, 2026-11-01")
	cmd.Flags().StringVar(&f.until, "until", "", "log files delivered until this `time`: 36h, 14d, 2026-11-01")
	cmd.Flags().StringArrayVar(&f.accounts, "account", nil, "only this `account` of an organization (repeatable)")
	cmd.Flags().StringArrayVar(&f.regions, "region", nil, "only this `region` (repeatable)")
	cmd.Flags().StringVar(&f.profile, "profile", "", "use this `profile` of the AWS configuration")
	cmd.Flags().StringVar(&f.keys, "keys", "", "take public keys from this `file`, or the files *.json of this folder, not from AWS")
}

const (
	// notYet is how long before now digests may yet have to come.
	notYet = 3 * time.Hour
	// downloads is how many objects are read at once.
	downloads = 16
)

// verify verifies a bucket or a folder.
func (f *logFlags) verify(ctx context.Context, source string, bar *progress) (*digest.Verification, error) {
	o, err := f.options(source)
	if err != nil {
		return nil, err
	}
	store, keys, aws, err := f.open(ctx, source)
	if err != nil {
		return nil, err
	}
	if c, ok := store.(io.Closer); ok {
		defer c.Close() //nolint:errcheck // it was only read
	}
	o.Progress = bar.step
	defer bar.end()
	v, err := digest.Verify(ctx, store, keys, o)
	if v != nil && aws != nil {
		v.EndpointOverrides = aws.EndpointOverrides()
	}
	return v, err
}

// open opens the bucket or the folder, and the keys. AWS is asked for what is not at hand.
func (f *logFlags) open(ctx context.Context, source string) (store digest.Store, keys digest.Keys, aws *collector.Logs, err error) {
	bucket, prefix, online := cutBucket(source)
	if online && bucket == "" {
		return nil, nil, nil, fmt.Errorf("no bucket in %q: want s3://BUCKET or s3://BUCKET/PREFIX", source)
	}
	if !online {
		if store, err = digest.OpenFolder(source); err != nil {
			return nil, nil, nil, err
		}
	}
	if f.keys != "" {
		if keys, err = digest.ReadKeys(f.keys); err != nil {
			return nil, nil, nil, err
		}
	}
	if online || f.keys == "" {
		aws, err = collector.OpenLogs(ctx, collector.Options{Profile: f.profile, Regions: f.regions})
		if err != nil && !online {
			err = fmt.Errorf("%w; without AWS, --keys names the public keys", err)
		}
		if err != nil {
			return nil, nil, nil, err
		}
	}
	if f.keys == "" {
		keys = aws
	}
	if online {
		store, err = aws.Bucket(ctx, bucket, prefix)
	}
	return store, keys, aws, err
}

func (f *logFlags) options(source string) (digest.Options, error) {
	o := digest.Options{Source: source, Accounts: f.accounts, Regions: f.regions}
	_, _, online := cutBucket(source)
	now := time.Now()
	var errSince, errUntil error
	o.Since, errSince = parseTime("--since", f.since, now)
	o.Until, errUntil = parseTime("--until", f.until, now)
	if err := errors.Join(errSince, errUntil); err != nil {
		return o, err
	}
	if online {
		o.Workers = downloads
	}
	if online && o.Until.IsZero() {
		o.Until = now.UTC().Truncate(time.Second).Add(-notYet)
	}
	if online && o.Since.IsZero() {
		o.Since = o.Until.AddDate(0, 0, -7)
	}
	if !o.Until.IsZero() && !o.Since.Before(o.Until) {
		return o, fmt.Errorf("verify log files from %s until %s: there is no time in between", o.Since.Format(time.RFC3339), o.Until.Format(time.RFC3339))
	}
	return o, nil
}

// cutBucket reads s3://BUCKET/PREFIX. The prefix is returned as a trail has it before AWSLogs/.
func cutBucket(source string) (bucket, prefix string, ok bool) {
	rest, ok := strings.CutPrefix(source, "s3://")
	bucket, prefix, _ = strings.Cut(rest, "/")
	prefix = strings.TrimSuffix(strings.Trim(prefix, "/")+"/", "AWSLogs/")
	if prefix == "/" {
		prefix = ""
	}
	return bucket, prefix, ok
}
