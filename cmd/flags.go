package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/config"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/output"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// policyFlags say which rules judge, and by which settings.
type policyFlags struct {
	dirs, rules []string
	config      string
	key         engine.Verification
	settings    config.Config // as load read them
}

func (f *policyFlags) register(cmd *cobra.Command) {
	f.registerSources(cmd)
	cmd.Flags().StringArrayVar(&f.rules, "rule", nil, "only rules whose id matches this `glob` (repeatable)")
	cmd.Flags().StringVar(&f.config, "config", "", "read parameters, changes of rules and waivers from this YAML `file`")
}

// registerSources registers the flags that say where policies come from.
func (f *policyFlags) registerSources(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.dirs, "policy", nil, "also load the policies of this `SOURCE`: a directory, or an OPA bundle in a file or at an https URL (repeatable)")
	cmd.Flags().StringVar(&f.key.KeyFile, "verification-key", "", "have all bundles signed: the public key, or the secret of an HMAC, is in this `file`")
	cmd.Flags().StringVar(&f.key.Algorithm, "signing-alg", "RS256", "the `algorithm` of the signatures of bundles")
}

func (f *policyFlags) load(ctx context.Context) (*engine.Engine, error) {
	o := engine.Options{PolicyDirs: f.dirs, Rules: f.rules}
	if f.config != "" {
		var err error
		if f.settings, err = config.Load(f.config); err != nil {
			return nil, err
		}
		configure(&o, f.settings)
	}
	if f.key.KeyFile != "" {
		o.Verification = &f.key
	}
	return engine.Load(ctx, o)
}

// aim tells the collector what the parameters name to be read. They were checked when they were loaded.
func (f *policyFlags) aim(o *collector.Options) {
	o.Responder, _ = f.settings.Params["responder_role"].(string)
	types, _ := f.settings.Params["resource_types"].([]any)
	for _, t := range types {
		if name, ok := t.(string); ok {
			o.ResourceTypes = append(o.ResourceTypes, name)
		}
	}
}

// accountFlags say which account to read.
type accountFlags struct {
	profile              string
	regions              []string
	since, incidentStart string
	replay               string
	demo, offline        bool
	events               eventFlags
}

func (f *accountFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.profile, "profile", "", "use this `profile` of the AWS configuration")
	cmd.Flags().StringArrayVar(&f.regions, "region", nil, "read only this `region`; the others stay unknown (repeatable)")
	cmd.Flags().StringVar(&f.since, "since", "", "what happened since this `time` is recent: 36h, 14d, 2026-11-01 (default 7d, for events 1d)")
	cmd.Flags().StringVar(&f.incidentStart, "incident-start", "", "the `time` at which a known incident began: 36h, 14d, 2026-11-01")
	cmd.Flags().StringVar(&f.replay, "replay", "", "read the recording in this `directory`, not AWS")
	cmd.Flags().BoolVar(&f.demo, "demo", false, "read the compromised account that comes with tocsin, not AWS")
	cmd.Flags().BoolVar(&f.offline, "offline", false, "ask AWS nothing: all there is of each account are the events of --events")
	f.events.register(cmd)
	cmd.MarkFlagsMutuallyExclusive("replay", "demo", "profile", "offline")
	cmd.MarkFlagsMutuallyExclusive("region", "offline")
	cmd.MarkFlagsMutuallyExclusive("since", "incident-start")
}

// options returns the collector's options for the flags and the rules.
func (f *accountFlags) options(cmd *cobra.Command, eng *engine.Engine) (collector.Options, error) {
	o := collector.Options{
		Sections: eng.Sections(), EventKinds: eng.Events(), Regions: f.regions, Profile: f.profile, ToolVersion: toolVersion(),
	}
	if err := f.events.aim(cmd, &o); err != nil {
		return o, err
	}
	account, err := f.recorded()
	if err != nil {
		return o, err
	}
	if account != nil {
		o.Replay, o.Now = account, account.RecordedAt
	}
	now := time.Now()
	if o.Now != nil {
		now = o.Now()
	}
	if o.Since, err = parseTime("--since", f.sinceOrDefault(), now); err != nil {
		return o, err
	}
	o.IncidentStart, err = parseTime("--incident-start", f.incidentStart, now)
	return o, err
}

// sinceOrDefault looks back further than to yesterday if it is known that there is something to see.
func (f *accountFlags) sinceOrDefault() string {
	if f.demo && f.since == "" && f.incidentStart == "" {
		return "7d"
	}
	return f.since
}

// recorded opens the recorded account that the flags name, if any.
func (f *accountFlags) recorded() (*awsreplay.Account, error) {
	switch {
	case f.demo:
		return awsreplay.Open(accounts.Compromised())
	case f.replay != "":
		account, err := awsreplay.Open(os.DirFS(f.replay))
		if err != nil {
			return nil, fmt.Errorf("replay %s: %w", f.replay, err)
		}
		return account, nil
	}
	return nil, nil
}

// parseTime accepts an RFC 3339 time, a date, or a duration before now, in days too.
func parseTime(flag, s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return inPast(flag, s, t.UTC(), now)
		}
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil {
			return inPast(flag, s, now.UTC().AddDate(0, 0, -n), now)
		}
	}
	if d, err := time.ParseDuration(s); err == nil {
		return inPast(flag, s, now.UTC().Add(-d), now)
	}
	return time.Time{}, fmt.Errorf("parse %s %q: want a duration such as 36h or 14d, or a time such as 2026-11-01 or 2026-11-01T08:30:00Z", flag, s)
}

func inPast(flag, s string, t, now time.Time) (time.Time, error) {
	if t.After(now) {
		return t, fmt.Errorf("parse %s %q: it lies in the future", flag, s)
	}
	if t.Year() < 1 {
		return t, fmt.Errorf("parse %s %q: it lies before the first year", flag, s)
	}
	return t.Truncate(time.Second), nil
}

// outputFlags say where the report goes and what makes the exit status.
type outputFlags struct {
	outputs []string
	failOn  string
	quiet   bool
	sarif   sarifFlags
	// snapshot is the file that the judged snapshot is in, empty if it is in none.
	snapshot string
}

func (f *outputFlags) register(cmd *cobra.Command) {
	registerOutputs(cmd, &f.outputs, output.Reports())
	cmd.Flags().StringVar(&f.failOn, "fail-on", "high", "exit with 1 on findings of this `severity` or above, or never: none")
	cmd.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "print no progress and no summary")
	f.sarif.register(cmd)
}

// registerOutputs registers the flag that says in which formats a document is printed.
func registerOutputs[T any](cmd *cobra.Command, specs *[]string, formats output.Formats[T]) {
	cmd.Flags().StringArrayVarP(specs, "output", "o", []string{"text"}, strings.Join(formats.Names(), ", ")+" as `FORMAT[=FILE]` (repeatable)")
}

func parseOutputs[T any](specs []string, formats output.Formats[T]) (output.Targets[T], error) {
	targets, err := formats.Parse(specs)
	if err != nil {
		return nil, fmt.Errorf("parse --output: %w", err)
	}
	return targets, nil
}

// judgement is what the output flags ask for, checked before anything is read.
type judgement struct {
	targets   output.Targets[*report.Report]
	threshold report.Severity
	sarif     *sarifPlan // nil if no target is SARIF
	snapshot  string     // the file that the snapshot is in, empty if it is in none
}

// accountInFile stands for the account in the names of output files.
const accountInFile = "{account}"

func forAccount(name, id string) string { return strings.ReplaceAll(name, accountInFile, id) }

// oneFileEach refuses a file that several accounts would overwrite; none is standard output.
func oneFileEach(name string, snaps []*snapshot.Snapshot) error {
	if name == "" || len(snaps) < 2 || strings.Contains(name, accountInFile) {
		return nil
	}
	var accounts []string
	for _, snap := range snaps {
		accounts = append(accounts, snap.Meta.AccountID)
	}
	return fmt.Errorf("write %s: the events are of %d accounts (%s): put %s into the name", name, len(accounts), strings.Join(accounts, ", "), accountInFile)
}

// of are the targets for one account's report.
func (j judgement) of(r *report.Report) (output.Targets[*report.Report], error) {
	targets := slices.Clone(j.targets)
	for i := range targets {
		targets[i].File = forAccount(targets[i].File, r.Scan.AccountID)
	}
	if err := targets.Distinct(); err != nil {
		return nil, fmt.Errorf("parse --output: %w", err)
	}
	if err := sparing(targets, forAccount(j.snapshot, r.Scan.AccountID)); err != nil {
		return nil, err
	}
	return targets, j.sarif.shape(targets, r)
}

// sparing refuses a target that would overwrite the snapshot.
func sparing(targets output.Targets[*report.Report], snapshot string) error {
	for _, t := range targets {
		if snapshot != "" && t.File != "" && output.Place(t.File) == output.Place(snapshot) {
			return fmt.Errorf("parse --output: %s=%s would overwrite the snapshot: name another file", t.Name, t.File)
		}
	}
	return nil
}

// parseSaving parses the flags of a scan that also saves the snapshot to a file, or prints it for "-".
func (f *outputFlags) parseSaving(save string) (judgement, error) {
	f.snapshot = save
	want, err := f.parse()
	toStdout := func(t output.Target[*report.Report]) bool { return t.File == "" }
	if err == nil && save == "-" && slices.ContainsFunc(want.targets, toStdout) {
		err = errors.New("parse --snapshot: standard output is where a report goes: name a file")
	}
	return want, err
}

func (f *outputFlags) parse() (judgement, error) {
	threshold, err := report.ParseThreshold(f.failOn)
	if err != nil {
		return judgement{}, fmt.Errorf("parse --fail-on: %w", err)
	}
	targets, err := parseOutputs(f.outputs, output.Reports())
	if err != nil {
		return judgement{}, err
	}
	if err := sparing(targets, f.snapshot); err != nil {
		return judgement{}, err
	}
	want := judgement{targets: targets, threshold: threshold, snapshot: f.snapshot}
	if slices.ContainsFunc(targets, isSARIF) {
		want.sarif, err = f.sarif.plan(f.snapshot)
	}
	return want, err
}
