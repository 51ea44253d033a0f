package cmd

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/digest"
)

// eventFlags say where CloudTrail's events are read from.
type eventFlags struct{ source, keys string }

func (f *eventFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.source, "events", "history", "read CloudTrail's events from this `source`: "+strings.Join(eventForms(), ", "))
	cmd.Flags().StringVar(&f.keys, "keys", "", "verify log files by the public keys in this `file`, or the files *.json of this folder, not by AWS's")
}

// eventSource is a form in which a source is named.
type eventSource struct {
	form string
	// matches reports whether a text has the form.
	matches func(spec string) bool
	open    func(spec string, stdin io.Reader) (collector.EventSource, error)
}

// eventSources is the table of forms; the first that matches counts.
func eventSources() []eventSource {
	return []eventSource{
		{"history", is("history"), func(string, io.Reader) (collector.EventSource, error) { return collector.EventHistory(), nil }},
		{"none", is("none", "off"), func(string, io.Reader) (collector.EventSource, error) { return nil, nil }},
		{"s3://BUCKET/PREFIX", begins("s3://"), func(spec string, _ io.Reader) (collector.EventSource, error) {
			return collector.EventBucket(spec)
		}},
		{"athena://WORKGROUP/DATABASE.TABLE", begins("athena://"), func(spec string, _ io.Reader) (collector.EventSource, error) {
			return collector.EventTable(spec)
		}},
		{"lake://EVENT-DATA-STORE", begins("lake://"), func(spec string, _ io.Reader) (collector.EventSource, error) {
			return collector.EventLake(spec)
		}},
		{"-", is("-"), func(_ string, stdin io.Reader) (collector.EventSource, error) {
			return collector.EventStream(stdin), nil
		}},
		{"a file or folder", isPath, openPath},
	}
}

func is(words ...string) func(string) bool {
	return func(spec string) bool { return slices.Contains(words, spec) }
}

func begins(prefix string) func(string) bool {
	return func(spec string) bool { return strings.HasPrefix(spec, prefix) }
}

func isPath(spec string) bool { return spec != "" && !strings.Contains(spec, "://") }

func openPath(name string, _ io.Reader) (collector.EventSource, error) {
	if _, err := os.Stat(name); err != nil {
		return nil, reason(err)
	}
	return collector.EventFiles(name), nil
}

func eventForms() []string {
	var forms []string
	for _, s := range eventSources() {
		forms = append(forms, s.form)
	}
	return forms
}

// aim tells the collector where events are read from. Without a source, they are not wanted.
func (f *eventFlags) aim(cmd *cobra.Command, o *collector.Options) error {
	if f.keys != "" {
		keys, err := digest.ReadKeys(f.keys)
		if err != nil {
			return err
		}
		o.PublicKeys = keys
	}
	for _, s := range eventSources() {
		if !s.matches(f.source) {
			continue
		}
		source, err := s.open(f.source, cmd.InOrStdin())
		if err != nil {
			return fmt.Errorf("read events from %q: %w", f.source, err)
		}
		if o.EventSource = source; source == nil {
			o.Sections = slices.DeleteFunc(o.Sections, func(name string) bool { return strings.HasPrefix(name, "activity.") })
		}
		return nil
	}
	return fmt.Errorf("read events from %q: want %s", f.source, strings.Join(eventForms(), ", "))
}
