package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/internal/config"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/output"
)

// configure tells the engine what a configuration says.
func configure(o *engine.Options, settings config.Config) {
	o.Params, o.At = settings.Params, settings.At
	for _, glob := range settings.RuleGlobs() {
		r := settings.Rules[glob]
		o.Settings = append(o.Settings, engine.Setting{Rules: glob, Enabled: r.Enabled, Severity: r.Severity})
	}
	for _, w := range settings.Waivers {
		o.Waivers = append(o.Waivers, report.Waiver{
			Rule: w.Rule, Resource: w.Resource, Account: w.Account,
			Acceptance: report.Acceptance{Reason: w.Reason, Owner: w.Owner, Expires: w.Expires},
		})
	}
}

func newConfig() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "config",
		Short:   "Check a configuration",
		Example: `  tocsin config check tocsin.yaml`,
		Args:    takes(0, 0, "check"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfigCheck())
	return cmd
}

func newConfigCheck() *cobra.Command {
	var policies policyFlags
	cmd := &cobra.Command{
		Use:   "check [FILE]",
		Short: "Check a configuration, and say what it does",
		Long: `config check reads a configuration as scan --config does, checks it against the rules and
their parameters, and says what it changes and which waivers have expired by today. It asks AWS
nothing. The exit status is 2 if anything is wrong.`,
		Example: `  tocsin config check tocsin.yaml
  tocsin config check tocsin.yaml --policy policies`,
		Args: takes(0, 1, "one configuration file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			policies.config = cmp.Or(strings.Join(args, ""), policies.config)
			if policies.config == "" {
				return errors.New("tocsin config check takes one configuration file (see tocsin config check --help)")
			}
			eng, err := policies.load(cmd.Context())
			if err != nil {
				return err
			}
			describeConfig(cmd.OutOrStdout(), policies.settings, eng.Declared(), eng.Rules(), time.Now())
			return nil
		},
	}
	policies.registerSources(cmd)
	cmd.Flags().StringVar(&policies.config, "config", "", "the configuration `file`, if no argument names it")
	return cmd
}

// describeConfig says what a configuration that is right does to the rules, of which before is as they are without it.
func describeConfig(w io.Writer, settings config.Config, before, after []report.Rule, now time.Time) {
	fmt.Fprintf(w, "%s is right for %s.\n", output.Plain(settings.At()), counted(len(after), "rule"))
	var off, changed []string
	for i, r := range after {
		if r.Disabled {
			off = append(off, r.ID)
		}
		if was := before[i].Severity; was != r.Severity {
			changed = append(changed, fmt.Sprintf("%s: %s, not %s", r.ID, r.Severity, was))
		}
	}
	itemize(w, counted(len(settings.Params), "parameter")+" set", slices.Sorted(maps.Keys(settings.Params)))
	itemize(w, counted(len(off), "rule")+" turned off", off)
	itemize(w, changedSeverities(len(changed)), changed)
	var waivers []string
	expired := 0
	for i, waiver := range settings.Waivers {
		state := "until " + waiver.Expires
		if (report.Acceptance{Expires: waiver.Expires}).ExpiredAt(now) {
			expired++
			state = "expired on " + waiver.Expires
		}
		waivers = append(waivers, fmt.Sprintf("%s for %s, %s (owner: %s, %s)", waiver.Rule, waiver.Resource, state, waiver.Owner, settings.At("waivers", i)))
	}
	title := counted(len(waivers), "waiver")
	if expired > 0 {
		title += fmt.Sprintf(", %d expired", expired)
	}
	itemize(w, title, waivers)
}

func changedSeverities(n int) string {
	if n == 1 {
		return "1 severity changed"
	}
	return fmt.Sprintf("%d severities changed", n)
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// itemize prints a list under its title, unless it is empty.
func itemize(w io.Writer, title string, items []string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintln(w, title+":")
	for _, item := range items {
		fmt.Fprintln(w, "  "+output.Plain(item))
	}
}
