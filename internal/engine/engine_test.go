package engine_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// policy is a rule's source with the least metadata. Lines in body that begin with "custom" are
// added to it.
func policy(id, body string) string {
	extra := ""
	if rest, ok := strings.CutPrefix(body, "custom "); ok {
		line, after, _ := strings.Cut(rest, "\n")
		extra, body = "#   "+line+"\n", after
	}
	return "# METADATA\n# title: A title\n# custom:\n#   severity: high\n" + extra + "package " + id + "\n\n" + body + "\n"
}

// write puts files into a new directory.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// load loads files of an organisation alone, without tocsin's own policies.
func load(t *testing.T, files map[string]string, o engine.Options) (*engine.Engine, string, error) {
	t.Helper()
	dir := write(t, files)
	o.PolicyDirs = append(o.PolicyDirs, dir)
	e, err := engine.LoadFrom(t.Context(), fstest.MapFS{}, o)
	return e, dir, err
}

func mustLoad(t *testing.T, files map[string]string, o engine.Options) *engine.Engine {
	t.Helper()
	e, _, err := load(t, files, o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// account is a snapshot in which iam.users and cloudtrail.trails were read, iam.roles and
// iam.groups were not, and nobody wanted the rest.
func account() *snapshot.Snapshot {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	denied := func(operation string) snapshot.Coverage {
		return snapshot.Coverage{Status: snapshot.Missing, Gaps: []snapshot.Gap{{Operation: operation, Code: "AccessDenied"}}}
	}
	return &snapshot.Snapshot{
		SchemaVersion: 1,
		Meta: snapshot.Meta{AccountID: "123456789012", Partition: "aws", Regions: []string{"us-east-1"}, StartedAt: at, CollectedAt: at,
			Window: snapshot.Window{StateSince: at, EventsSince: at}},
		Coverage: map[string]snapshot.Coverage{
			"iam.users":         {Status: snapshot.Complete},
			"cloudtrail.trails": {Status: snapshot.Complete},
			"iam.roles":         denied("iam:ListRoles"),
			"iam.groups":        denied("iam:ListGroups"),
			"sns.topics":        {Status: snapshot.Off},
		},
		AWS: map[string]map[string]json.RawMessage{
			"iam":        {"users": json.RawMessage(`[{"arn":"arn:aws:iam::123456789012:user/b"},{"arn":"arn:aws:iam::123456789012:user/a"}]`)},
			"cloudtrail": {"trails": json.RawMessage(`[]`)},
		},
	}
}

// input is what policies see of a snapshot, nil for none.
func input(t *testing.T, snap *snapshot.Snapshot) *engine.Input {
	t.Helper()
	if snap == nil {
		return nil
	}
	in, err := engine.NewInput(snap)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// outcomes judges account by the files.
func outcomes(t *testing.T, files map[string]string, o engine.Options) map[string]report.Outcome {
	t.Helper()
	r, err := mustLoad(t, files, o).Evaluate(t.Context(), account(), report.Tool{Name: "tocsin", Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]report.Outcome{}
	for _, o := range r.Outcomes {
		out[o.Rule] = o
	}
	return out
}

const harmless = `deny contains {"msg": "m", "resource": "r"} if input.meta.account_id == "0"`

func TestRules(t *testing.T) {
	source := `# METADATA
# title: A trail has stopped
# description: |
#   It logs no more.
# related_resources:
# - https://example.com/a
# - ref: https://example.com/b
#   description: b
# custom:
#   severity: critical
#   runbook: indicators
#   attack: [T1562.008]
#   events: [cloudtrail.amazonaws.com/StopLogging]
#   remediation: Start it.
#   absence: true
#   applies_when: there is a trail
package acme.trail_stopped

deny contains {"msg": "m", "resource": t.arn} if some t in input.aws.cloudtrail.trails

applicable if input.aws.sns.topics
`
	e, dir, err := load(t, map[string]string{
		"trail.rego":          source,
		"lib/helper.rego":     "package acme.lib\n\nx := 1",
		"sub/b.rego":          policy("other.b", harmless),
		"trail_test.rego":     "this is not even Rego",
		".hidden/broken.rego": "nor is this",
	}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []report.Rule{{
		ID: "acme.trail_stopped", Title: "A trail has stopped", Description: "It logs no more.", Severity: report.Critical,
		Runbook: "indicators", Attack: []string{"T1562.008"}, Remediation: "Start it.",
		References: []string{"https://example.com/a", "https://example.com/b"}, Absence: true,
		Events:   []string{"cloudtrail.amazonaws.com/StopLogging"},
		Sections: []string{"cloudtrail.trails", "sns.topics"}, Origin: filepath.ToSlash(filepath.Join(dir, "trail.rego")),
	}, {
		ID: "other.b", Title: "A title", Severity: report.High, Attack: []string{}, References: []string{},
		Events: []string{}, Sections: []string{}, Origin: filepath.ToSlash(filepath.Join(dir, "sub", "b.rego")),
	}}
	if diff := cmp.Diff(want, e.Rules()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"cloudtrail.trails", "sns.topics"}, e.Sections()); diff != "" {
		t.Error(diff)
	}
}

func TestSelect(t *testing.T) {
	builtin := fstest.MapFS{}
	for _, id := range []string{"ioc.trail_stopped", "ioc.root_used", "impact.role"} {
		file := strings.ReplaceAll(id, ".", "/") + ".rego"
		builtin[file] = &fstest.MapFile{Data: []byte(policy("tocsin."+id, harmless))}
	}
	for name, tc := range map[string]struct {
		globs []string
		want  string
	}{
		"all":            {nil, "impact.role ioc.root_used ioc.trail_stopped"},
		"one":            {[]string{"ioc.root_used"}, "ioc.root_used"},
		"glob":           {[]string{"ioc.*"}, "ioc.root_used ioc.trail_stopped"},
		"several":        {[]string{"*.role", "ioc.r*", "ioc.root*"}, "impact.role ioc.root_used"},
		"misspelt":       {[]string{"ioc.*", "ioc.trail_stoped"}, `no rule matches "ioc.trail_stoped": did you mean ioc.trail_stopped?`},
		"nothing near":   {[]string{"something.else"}, `no rule matches "something.else" (tocsin rules lists them)`},
		"broken pattern": {[]string{"[x"}, `no rule matches "[x" (tocsin rules lists them)`},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := engine.LoadFrom(t.Context(), builtin, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for way, choose := range map[string]func() (*engine.Engine, error){
				"Load": func() (*engine.Engine, error) {
					return engine.LoadFrom(t.Context(), builtin, engine.Options{Rules: tc.globs})
				},
				"Narrowed": func() (*engine.Engine, error) { return all.Narrowed(tc.globs) },
			} {
				if got := chosen(choose()); got != tc.want {
					t.Errorf("%s: got %s, want %s", way, got, tc.want)
				}
			}
		})
	}
}

// chosen lists the rules of an engine, or says why there is none.
func chosen(e *engine.Engine, err error) string {
	if err != nil {
		return err.Error()
	}
	var ids []string
	for _, r := range e.Rules() {
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, " ")
}
