package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/engine"
)

func TestParameters(t *testing.T) {
	e := mustLoad(t, map[string]string{
		"one.rego": withParams("acme.one", "days",
			`names: {type: array, items: {type: string}, default: ["a"], description: "Names\n of  things."}`,
			`days: {type: integer}`,
			`mode: {enum: [quiet, loud], default: loud}`,
			`numbers: {type: array, items: {type: array, items: {type: number}}}`),
		"two.rego":   policy("acme.two", `deny contains {"msg": "m", "resource": "r"} if "x" in data.acme.lib.names`),
		"three.rego": policy("acme.three", `deny contains {"msg": "m", "resource": "r"} if { some name in ["mode", "days"]; data.params[name] == 1 }`),
		"four.rego": policy("acme.four", `deny contains {"msg": "m", "resource": "r"}
applicable if data.params.days > 1`),
		"lib.rego": "package acme.lib\n\nnames contains name if some name in data.params.names\n",
	}, engine.Options{})
	want := []engine.Parameter{
		{Name: "days", Type: "integer", Rules: []string{"acme.four", "acme.one", "acme.three"}},
		{Name: "mode", Type: `one of ["quiet","loud"]`, Default: "loud", Rules: []string{"acme.three"}},
		{
			Name: "names", Type: "list of strings", Description: "Names of things.", Default: []any{"a"},
			Rules: []string{"acme.three", "acme.two"},
		},
		{Name: "numbers", Type: "list of lists of numbers", Rules: []string{"acme.three"}},
	}
	if diff := cmp.Diff(want, e.Parameters()); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
}

func TestParametersOfSelectedRules(t *testing.T) {
	e := mustLoad(t, map[string]string{
		"one.rego": withParams("acme.one", "days", "days: {type: integer}"),
		"two.rego": withParams("acme.two", "days", "days: {type: integer}"),
	}, engine.Options{Rules: []string{"acme.two"}})
	want := []engine.Parameter{{Name: "days", Type: "integer", Rules: []string{"acme.two"}}}
	if diff := cmp.Diff(want, e.Parameters()); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
}
