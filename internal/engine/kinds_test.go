package engine

import (
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// asked notes for which kinds of events a rule asks tocsin.lib.events.
type asked map[string]bool

func (asked) Enabled() bool { return true }

func (asked) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

func (a asked) TraceEvent(e topdown.Event) {
	call, ok := e.Node.(*ast.Expr)
	if !ok || e.Op != topdown.EvalOp || !call.IsCall() || call.Operator().String() != "data.tocsin.lib.events.of" {
		return
	}
	source, names := e.Plug(call.Operand(0)), e.Plug(call.Operand(1))
	note := func(name *ast.Term) { a[plain(source)+"/"+plain(name)] = true }
	switch names := names.Value.(type) {
	case ast.Set:
		names.Foreach(note)
	case *ast.Array:
		names.Foreach(note)
	}
}

func plain(t *ast.Term) string {
	s, _ := t.Value.(ast.String)
	return string(s)
}

// TestRulesAskForTheEventsTheyDeclare: an event that is not declared is never collected, and one that is
// not asked for is collected in vain.
func TestRulesAskForTheEventsTheyDeclare(t *testing.T) {
	e, err := Load(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	input := ast.MustInterfaceToValue(map[string]any{
		"schema_version": 1,
		"meta": map[string]any{
			"account_id": "123456789012", "partition": "aws", "regions": []any{"us-east-1"},
			"window": map[string]any{"state_since": "2026-11-15T12:00:00Z", "events_since": "2026-11-21T12:00:00Z"},
		},
		"coverage": map[string]any{},
		"aws": map[string]any{"activity": map[string]any{"groups": []any{
			map[string]any{"source": "any.amazonaws.com", "name": "EmailUpdated", "events": []any{}},
		}}},
	})
	for i, r := range e.rules {
		found := asked{}
		if _, err := e.queries[i].Eval(t.Context(), rego.EvalParsedInput(input), rego.EvalQueryTracer(found)); err != nil {
			t.Fatal(err)
		}
		for kind := range found {
			_, name, _ := strings.Cut(kind, "/")
			if !slices.Contains(r.Events, kind) && !slices.Contains(r.Events, "*/"+name) {
				t.Errorf("%s asks for %s and does not declare it", r.ID, kind)
			}
		}
		for _, kind := range r.Events {
			if !found[strings.Replace(kind, "*", "any.amazonaws.com", 1)] {
				t.Errorf("%s declares %s and does not ask for it", r.ID, kind)
			}
		}
	}
}
