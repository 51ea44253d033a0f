package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

// TestBroad: where a rule reads more than one section because nobody can tell which, it is told where and what.
func TestBroad(t *testing.T) {
	const deny = `deny contains {"msg": "m", "resource": "r"} if `
	for name, tc := range map[string]struct {
		body string
		want []string
	}{
		"a section":               {deny + `some u in input.aws.iam.users`, nil},
		"coverage":                {deny + "{\n\tsome s in input.coverage\n\ts.status == \"off\"\n}", nil},
		"meta":                    {deny + "{\n\tsome r in input.meta.regions\n\tr == \"x\"\n}", nil},
		"parameters":              {deny + `some p in data.params`, nil},
		"alias of a service":      {deny + "{\n\tx := input.aws.iam\n\tsome u in x.users\n}", []string{"x.rego:8:7 input.aws.iam"}},
		"computed section":        {deny + "{\n\tsome s in [\"users\"]\n\tinput.aws.iam[s]\n}", []string{"x.rego:9:2 input.aws.iam"}},
		"computed service":        {deny + "{\n\tsome s in [\"iam\"]\n\tinput.aws[s]\n}", []string{"x.rego:9:2 input.aws"}},
		"walk":                    {deny + "{\n\twalk(input, [_, x])\n\tx == \"y\"\n}", []string{"x.rego:8:7 input"}},
		"object.get":              {deny + "{\n\tobject.get(input, [\"aws\", \"iam\"], 0) == 0\n}", []string{"x.rego:8:13 input"}},
		"object.get of a section": {deny + "{\n\tobject.get(input.aws.iam.account_summary, \"Users\", 0) == 0\n}", nil},
		"argument":                {deny + "{\n\tf(input.aws.iam)\n}\n\nf(x) if count(x.roles) > 1", []string{"x.rego:8:4 input.aws.iam"}},
		"of the baseline":         {deny + "{\n\twalk(data.baseline.aws, [_, x])\n\tx == \"y\"\n}", []string{"x.rego:8:7 data.baseline.aws"}},
		"in another package":      {"import data.acme.lib\n\n" + deny + "{\n\tlib.any\n}", []string{"lib.rego:4:15 input.aws"}},
		"twice": {
			deny + "{\n\tcount(input.aws.sns) > 1\n\tcount(input.aws.iam) > 1\n}",
			[]string{"x.rego:8:8 input.aws.sns", "x.rego:9:8 input.aws.iam"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, dir, err := load(t, map[string]string{
				"x.rego":   policy("acme.x", tc.body),
				"lib.rego": "package acme.lib\n\nany if {\n\tsome s, _ in input.aws\n\ts != \"\"\n}\n",
			}, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			broad, err := e.Broad("acme.x")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, b := range broad {
				got = append(got, fmt.Sprintf("%s:%d:%d %s", strings.TrimPrefix(b.File, dir+"/"), b.Line, b.Col, b.Reference))
				if len(b.Sections) < 2 {
					t.Errorf("%+v", b)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNoneOfOursIsBroad: tocsin's own rules read what they need.
func TestNoneOfOursIsBroad(t *testing.T) {
	e, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range e.Rules() {
		if broad, err := e.Broad(r.ID); err != nil || len(broad) > 0 {
			t.Errorf("%s: %+v, %v", r.ID, broad, err)
		}
	}
}
