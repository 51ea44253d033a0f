package cmd_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// TestNeedsOnTheWire has rules of an organisation read sections in every way there is, and compares the calls
// that AWS gets with those of the sections that they read.
func TestNeedsOnTheWire(t *testing.T) {
	const deny = `deny contains {"msg": "m", "resource": "r"} if `
	all := collector.SectionNames()
	iam := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !strings.HasPrefix(s, "iam.") })
	for name, tc := range map[string]struct {
		body string
		want []string
	}{
		"direct":               {deny + `some t in input.aws.cloudtrail.trails`, []string{"cloudtrail.trails"}},
		"helper":               {deny + `bad[_]` + "\nbad contains t.arn if some t in input.aws.sns.topics", []string{"sns.topics"}},
		"comprehension":        {deny + `count([1 | some t in input.aws.sns.topics; t.arn]) == 0`, []string{"sns.topics"}},
		"function's argument":  {deny + `f(input.aws.sns.topics)` + "\nf(x) if count(x) > 1", []string{"sns.topics"}},
		"service as argument":  {deny + `f(input.aws.iam)` + "\nf(x) if count(x.users) > 1", iam},
		"with":                 {deny + `f(1) with data.acme.x.f as g` + "\nf(_) := 1\ng(_) := input.aws.sns.topics", []string{"sns.topics"}},
		"with another input":   {deny + `ok with input.aws.sns.topics as []` + "\nok if count(input.aws.cloudtrail.trails) > 0", []string{"cloudtrail.trails", "sns.topics"}},
		"object.get":           {deny + `object.get(input.aws.iam, "users", []) == []`, iam},
		"object.get of all":    {deny + `object.get(input, ["aws", "iam", "users"], []) == []`, all},
		"walk":                 {deny + `{ walk(input.aws.sns.topics, [_, x]); x == "y" }`, []string{"sns.topics"}},
		"walk of all":          {deny + `{ walk(input, [_, x]); x == "y" }`, all},
		"alias":                {deny + `{ x := input.aws.sns.topics; some t in x; t.arn }`, []string{"sns.topics"}},
		"alias of a service":   {deny + `{ x := input.aws.iam; count(x.users) > 1 }`, []string{"iam.users"}},
		"alias handed on":      {deny + `{ x := input.aws.iam; y := x; count(y) > 1 }`, iam},
		"computed":             {deny + `{ some s in ["users"]; input.aws.iam[s] }`, iam},
		"baseline":             {deny + `some t in data.baseline.aws.sns.topics`, []string{"sns.topics"}},
		"another package":      {"import data.acme.other\n\n" + deny + `other.trails[_]`, []string{"cloudtrail.trails"}},
		"tocsin's own library": {"import data.tocsin.lib.cloudtrail\n\n" + deny + `count(cloudtrail.recorders) > 0`, []string{"cloudtrail.event_data_stores", "cloudtrail.trails"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, source := range map[string]string{
				"x.rego":     "# METADATA\n# title: X\n# custom: {severity: low}\npackage acme.x\n\n" + tc.body + "\n",
				"other.rego": "package acme.other\n\ntrails contains t.arn if some t in input.aws.cloudtrail.trails\n",
			} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(source), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			eng, err := engine.Load(t.Context(), engine.Options{PolicyDirs: []string{dir}, Rules: []string{"acme.x"}})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, eng.Sections()); diff != "" {
				t.Errorf("-sections +inferred\n%s", diff)
			}
			account, err := awsreplay.Open(accounts.Compromised())
			if err != nil {
				t.Fatal(err)
			}
			scanRecorded(t, eng, account)
			seen := map[string]bool{}
			for _, call := range account.Calls() {
				seen[call.String()] = true
			}
			for _, action := range slices.Sorted(maps.Keys(seen)) {
				if !slices.Contains(printedActions(tc.want), action) {
					t.Errorf("%s was called, and no section needs it", action)
				}
			}
			for _, action := range printedActions(tc.want) {
				if len(tc.want) == 1 && !seen[action] { // of all sections, the account has not everything that there is to ask for
					t.Errorf("%s was not called", action)
				}
			}
		})
	}
}
