package cmd_test

import (
	"io/fs"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// TestPolicyIsWhatTheWireSees compares the printed IAM policy with the calls that the recorded
// accounts get: for all rules, for a group, and for each rule alone. No call is made that the
// rules do not need, and none that the policy does not allow.
func TestPolicyIsWhatTheWireSees(t *testing.T) {
	all, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	selections := []string{"*", "readiness.root_*"}
	for _, rule := range all.Rules() {
		selections = append(selections, rule.ID)
	}
	for _, selection := range selections {
		t.Run(selection, func(t *testing.T) {
			eng, err := engine.Load(t.Context(), engine.Options{Rules: []string{selection}})
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for name, files := range map[string]fs.FS{"compromised": accounts.Compromised(), "clean": accounts.Clean()} {
				account, err := awsreplay.Open(files)
				if err != nil {
					t.Fatal(err)
				}
				scanRecorded(t, eng, account)
				for _, call := range account.Calls() {
					seen[call.String()] = true
				}
				t.Logf("%s: %d calls", name, len(account.Calls()))
			}
			// Asked where a bucket's region is not listed, which AWS does and emulators do not.
			if actions := printedActions(eng.Sections()); slices.Contains(actions, "s3:GetBucketLocation") {
				seen["s3:GetBucketLocation"] = true
			}
			if diff := cmp.Diff(printedActions(eng.Sections()), slices.Sorted(maps.Keys(seen))); diff != "" {
				t.Errorf("-policy +wire\n%s", diff)
			}
		})
	}
}

func printedActions(sections []string) []string {
	var actions []string
	for _, o := range collector.Operations(sections) {
		actions = append(actions, o.Action)
	}
	return actions
}
