package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

// TestLintTellsWhereTooMuchIsRead: each rule's own reference, or that of a helper, and never another rule's.
func TestLintTellsWhereTooMuchIsRead(t *testing.T) {
	const head = "# METADATA\n# title: t\n# description: d\n# custom: {severity: low, runbook: r, remediation: m}\n"
	dir := write(t, map[string]string{
		"acme/a.rego":      head + "package acme.a\n\ndeny contains {\"msg\": \"m\", \"resource\": \"r\"} if count(input.aws) > 9\n",
		"acme/b.rego":      head + "package acme.b\n\ndeny contains {\"msg\": \"m\", \"resource\": \"r\"} if count(input.aws) > 8\n",
		"acme/c.rego":      head + "package acme.c\n\nimport data.acme.lib\n\ndeny contains {\"msg\": \"m\", \"resource\": \"r\"} if lib.many\n",
		"acme/d.rego":      head + "package acme.d\n\ndeny contains {\"msg\": \"m\", \"resource\": \"r\"} if count(data.baseline.aws.iam) > 8\n",
		"acme/e.rego":      head + "package acme.e\n\ndeny contains {\"msg\": \"m\", \"resource\": \"r\"} if {\n\tall := input.aws.iam\n\tcount(all.users) > 8\n}\n",
		"acme/lib.rego":    "package acme.lib\n\nmany if count(input.aws.ec2) > 7\n",
		"acme/x_test.rego": "package acme.x_test\n\nimport data.acme\n\ntest_x if count(acme.a.deny) == 0 with input as {\"aws\": {}}\n",
	})
	problems, err := engine.Lint(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		text, _, _ := strings.Cut(p.Text, " reads")
		got = append(got, fmt.Sprintf("%s:%d: %s (%s)", strings.TrimPrefix(p.File, dir), p.Line, text, p.Rule))
	}
	want := []string{
		"/acme/a.rego:7: input.aws cannot be narrowed to one section: rule acme.a (broad-reference)",
		"/acme/b.rego:7: input.aws cannot be narrowed to one section: rule acme.b (broad-reference)",
		"/acme/d.rego:7: data.baseline.aws.iam cannot be narrowed to one section: rule acme.d (broad-reference)",
		"/acme/lib.rego:3: input.aws.ec2 cannot be narrowed to one section: rule acme.c (broad-reference)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
