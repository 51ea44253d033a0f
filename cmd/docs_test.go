package cmd_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/cmd"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/runbook"
)

var update = flag.Bool("update", false, "write the documentation anew")

// generated opens the files that this test writes.
const generated = "<!-- Written by go test ./cmd -run TestDocs -update. -->\n\n"

// TestDocs compares what is documented of the rules with the rules.
func TestDocs(t *testing.T) {
	eng := allRules(t)
	for file, want := range map[string]string{
		"docs/rules.md":          rulesPage(eng),
		"docs/configuration.md":  withPart(t, "../docs/configuration.md", "parameters", parameterReference(eng)),
		"docs/snapshot.md":       snapshotPage(t),
		"docs/github-actions.md": withPart(t, "../docs/github-actions.md", "action", actionReference(t)),
		"README.md":              withPart(t, "../README.md", "runbook", runbookTable(eng)),
	} {
		t.Run(file, func(t *testing.T) {
			path := filepath.Join("..", filepath.FromSlash(file))
			if *update {
				if err := os.WriteFile(path, []byte(want), 0o644); err != nil { //nolint:gosec // for everyone to read
					t.Fatal(err)
				}
			}
			got, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("%s is not what the rules say; go test ./cmd -run TestDocs -update writes it (-rules +file):\n%s", file, diff)
			}
		})
	}
}

// TestRunbookIsCovered: no line of the runbook is without a rule, and no rule without a line.
func TestRunbookIsCovered(t *testing.T) {
	rules := map[string]int{}
	for _, r := range allRules(t).Rules() {
		if _, ok := runbook.ByID(r.Runbook); !ok {
			t.Errorf("rule %s stands for %q, which is no line of the runbook", r.ID, r.Runbook)
		}
		rules[r.Runbook]++
	}
	for _, l := range runbook.Lines() {
		if l.ID != "" && rules[l.ID] == 0 {
			t.Errorf("no rule stands for %s (%s)", l.ID, l.Text)
		}
	}
}

// TestConfigurationExamples checks the files that the documentation shows, of which one sets every parameter
// that has a default, and says of each what it is.
func TestConfigurationExamples(t *testing.T) {
	for _, p := range allRules(t).Parameters() {
		if p.Description == "" {
			t.Errorf("parameter %s has no description", p.Name)
		}
	}
	page, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := strings.Split(string(page), "```yaml\n")[1:]
	if len(examples) < 4 {
		t.Fatalf("found %d examples", len(examples))
	}
	for _, rest := range examples {
		example, _, _ := strings.Cut(rest, "```")
		path := filepath.Join(t.TempDir(), "tocsin.yaml")
		if err := os.WriteFile(path, []byte(example), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if status := cmd.Main(t.Context(), []string{"config", "check", path}, strings.NewReader(""), &out, &out); status != 0 {
			t.Errorf("exit status %d: %s\n%s", status, &out, example)
		}
	}
}

func allRules(t *testing.T) *engine.Engine {
	t.Helper()
	eng, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return eng
}

// withPart replaces what stands between a page's marks of that name.
func withPart(t *testing.T, file, name, part string) string {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, found := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the %s between %q and %q", file, name, begin, end)
	}
	return before + begin + part + end + after
}

func runbookTable(eng *engine.Engine) string {
	var b strings.Builder
	b.WriteString("| The runbook says | tocsin judges by |\n|---|---|\n")
	part := ""
	for _, l := range runbook.Lines() {
		if l.Part != part {
			part = l.Part
			fmt.Fprintf(&b, "| **%s** | |\n", part)
		}
		does := []string{l.Instead}
		if l.ID != "" {
			does = nil
			for _, r := range eng.Rules() {
				if r.Runbook == l.ID {
					does = append(does, linkToRule("docs/rules.md", r.ID))
				}
			}
		}
		fmt.Fprintf(&b, "| %s | %s |\n", l.Text, strings.Join(does, ", "))
	}
	return b.String()
}

// linkToRule links to a rule's heading. GitHub's anchor is the heading in lower case without its
// punctuation but - and _.
func linkToRule(page, id string) string {
	return fmt.Sprintf("[%s](%s#%s)", id, page, strings.ReplaceAll(strings.ToLower(id), ".", ""))
}

// cells joins the cells of a table, each in backquotes.
func cells(names []string) string {
	quoted := make([]string, 0, len(names))
	for _, n := range names {
		quoted = append(quoted, "`"+n+"`")
	}
	return strings.Join(quoted, ", ")
}

// parametersOf returns the parameters that a rule reads.
func parametersOf(eng *engine.Engine, rule string) []engine.Parameter {
	return slices.DeleteFunc(eng.Parameters(), func(p engine.Parameter) bool { return !slices.Contains(p.Rules, rule) })
}
