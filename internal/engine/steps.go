package engine

import (
	"context"
	"fmt"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Steps counts the steps in which each rule is evaluated over a snapshot, with a baseline unless that is
// nil. Unlike the time it is the same on every machine: a rule whose steps grow faster than the account
// is too slow for a large one. The tests in bench hold tocsin's own rules to that; the program does not call it.
func (e *Engine) Steps(ctx context.Context, in, baseline *Input) (map[string]int, error) {
	queries := e.queries
	if baseline != nil {
		var err error
		if queries, err = e.prepare(ctx, baseline.document); err != nil {
			return nil, err
		}
	}
	steps := map[string]int{}
	for i, r := range e.rules {
		var c counter
		_, err := queries[i].Eval(ctx,
			rego.EvalParsedInput(in.document),
			rego.EvalTime(in.Snapshot.Meta.CollectedAt),
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
