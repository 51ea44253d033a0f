package engine

import (
	"context"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Steps counts the steps in which each rule is evaluated over a snapshot, with a baseline unless that is
// nil. Unlike the time it is the same on every machine: a rule whose steps grow faster than the account
// is too slow for a large one.
func (e *Engine) Steps(ctx context.Context, snap, baseline *snapshot.Snapshot) (map[string]int, error) {
	input, err := document(snap)
	if err != nil {
		return nil, err
	}
	queries := e.queries
	if baseline != nil {
		var older ast.Object
		if older, err = document(baseline); err != nil {
			return nil, err
		}
		if queries, err = e.prepare(ctx, older); err != nil {
			return nil, err
		}
	}
	steps := map[string]int{}
	for i, r := range e.rules {
		var c counter
		_, err := queries[i].Eval(ctx,
			rego.EvalParsedInput(input),
			rego.EvalTime(snap.Meta.CollectedAt),
			rego.EvalQueryTracer(&c),
		)
		if err != nil {
			return nil, fmt.Errorf("count the steps of %s: %w", r.ID, err)
		}
		steps[r.ID] = int(c)
	}
	return steps, nil
}

// counter counts what OPA would have an evaluation's reader see.
type counter int

func (c *counter) Enabled() bool               { return true }
func (c *counter) TraceEvent(topdown.Event)    { *c++ }
func (c *counter) Config() topdown.TraceConfig { return topdown.TraceConfig{} }
