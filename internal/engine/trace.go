package engine

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Trace writes the first steps in which OPA evaluates a rule over a snapshot, as it writes them itself, and
// reports whether those were all.
func (e *Engine) Trace(ctx context.Context, in, baseline *Input, id string, most int, w io.Writer) (bool, error) {
	one, err := e.exactly(id)
	if err != nil {
		return false, err
	}
	queries := one.queries
	if baseline != nil {
		if queries, err = one.prepare(ctx, baseline.document); err != nil {
			return false, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	t := &firstSteps{most: most, stop: cancel}
	_, err = queries[0].Eval(ctx,
		rego.EvalParsedInput(in.document),
		rego.EvalTime(in.Snapshot.Meta.CollectedAt),
		rego.EvalQueryTracer(t),
		rego.EvalRuleIndexing(false), // else a rule whose condition fails is not even entered
	)
	var all bytes.Buffer
	topdown.PrettyTraceWithOpts(&all, t.steps, topdown.PrettyTraceOptions{Locations: true})
	for line := range strings.Lines(all.String()) { // one may hold the whole input
		if _, err := fmt.Fprintln(w, shorten(strings.TrimSuffix(line, "\n"))); err != nil {
			return false, err
		}
	}
	if err != nil && !t.full { // the steps until then say more than this
		_, err = fmt.Fprintln(w, oneLine(err.Error()))
		return true, err
	}
	return !t.full, nil
}

// firstSteps keeps the first steps of an evaluation and then ends it: all of them may be more than memory holds.
type firstSteps struct {
	steps []*topdown.Event
	most  int
	full  bool
	stop  func()
}

func (f *firstSteps) Enabled() bool               { return true }
func (f *firstSteps) Config() topdown.TraceConfig { return topdown.TraceConfig{PlugLocalVars: true} }

func (f *firstSteps) TraceEvent(e topdown.Event) {
	if e.Op == topdown.UnifyOp { // says nothing that the step before does not
		return
	}
	if len(f.steps) >= f.most {
		f.full = true
		f.stop()
		return
	}
	f.steps = append(f.steps, &e)
}
