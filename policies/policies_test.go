package policies_test

import (
	"bytes"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/policies"
)

// TestRego runs every test of every _test.rego.
func TestRego(t *testing.T) {
	results, err := engine.Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(results) == 0 {
		t.Fatal("there are no tests")
	}
	for _, r := range results {
		t.Run(r.Package+"."+r.Name, func(t *testing.T) {
			switch {
			case r.Skipped:
				t.Skip(r.Message)
			case !r.Passed:
				t.Errorf("%s:%d: failed\n%s", r.File, r.Line, r.Message)
			}
		})
	}
}

// maxLines is how long a file of rules may be.
const maxLines = 80

// TestLayout: path = package, so that a rule's id says where it stands, files are short, and each rule
// has tests.
func TestLayout(t *testing.T) {
	tested := map[string]int{}
	results, err := engine.Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		tested[strings.TrimPrefix(r.File, "policies/")]++
	}
	packageLine := regexp.MustCompile(`(?m)^package (\S+)$`)
	err = fs.WalkDir(policies.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".rego") {
			return err
		}
		content, err := fs.ReadFile(policies.FS, path)
		if err != nil {
			return err
		}
		want := "tocsin." + strings.ReplaceAll(strings.TrimSuffix(path, ".rego"), "/", ".")
		if got := packageLine.FindSubmatch(content); got == nil || string(got[1]) != want {
			t.Errorf("%s: the package is not %s", path, want)
		}
		if lines := bytes.Count(content, []byte("\n")); lines > maxLines && !strings.HasSuffix(path, "_test.rego") {
			t.Errorf("%s has %d lines, more than %d", path, lines, maxLines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range e.Rules() {
		path := strings.ReplaceAll(r.ID, ".", "/")
		if r.Origin != "policies/"+path+".rego" {
			t.Errorf("rule %s stands in %s", r.ID, r.Origin)
		}
		if tested[path+"_test.rego"] == 0 {
			t.Errorf("rule %s has no test", r.ID)
		}
		for what, text := range map[string]string{"description": r.Description, "runbook line": r.Runbook, "remediation": r.Remediation} {
			if text == "" {
				t.Errorf("rule %s has no %s", r.ID, what)
			}
		}
	}
}
