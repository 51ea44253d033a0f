package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// EvaluateAgainst judges a snapshot as Evaluate does, with an older snapshot of the same account,
// which policies see as data.baseline, and says of each finding whether the baseline has it too.
// A nil baseline is none.
func (e *Engine) EvaluateAgainst(ctx context.Context, in, baseline *Input, tool report.Tool) (*report.Report, error) {
	if baseline == nil {
		outcomes, err := e.judge(ctx, e.queries, in, nil)
		if err != nil {
			return nil, err
		}
		return e.report(in.Snapshot, tool, outcomes)
	}
	if err := checkBaseline(in.Snapshot, baseline.Snapshot); err != nil {
		return nil, err
	}
	outcomes, err := e.compare(ctx, in, baseline)
	if err != nil {
		return nil, err
	}
	r, err := e.report(in.Snapshot, tool, outcomes)
	if err != nil {
		return nil, err
	}
	older := baseline.Snapshot.Meta
	r.Scan.Baseline = &report.Baseline{AccountID: older.AccountID, CollectedAt: older.CollectedAt}
	return r, nil
}

// checkBaseline refuses a baseline from which nothing follows.
func checkBaseline(snap, baseline *snapshot.Snapshot) error {
	now, then := snap.Meta, baseline.Meta
	switch {
	case now.AccountID != then.AccountID || now.Partition != then.Partition:
		return fmt.Errorf("compare with baseline: it is of account %s (%s), the snapshot is of %s (%s)",
			then.AccountID, then.Partition, now.AccountID, now.Partition)
	case then.CollectedAt.After(now.CollectedAt):
		return fmt.Errorf("compare with baseline: it was read at %s, after the snapshot (%s)",
			then.CollectedAt.Format(time.RFC3339), now.CollectedAt.Format(time.RFC3339))
	}
	return nil
}

// compare judges the snapshot by the baseline, and the baseline by itself.
func (e *Engine) compare(ctx context.Context, in, baseline *Input) ([]report.Outcome, error) {
	queries, err := e.prepare(ctx, baseline.document)
	if err != nil {
		return nil, err
	}
	outcomes, err := e.judge(ctx, queries, in, baseline.Snapshot)
	if err != nil {
		return nil, err
	}
	past, err := baseline.within(in.Snapshot.Meta.Window)
	if err != nil {
		return nil, err
	}
	before, err := e.judge(ctx, e.queries, past, nil)
	if err != nil {
		return nil, err
	}
	for i, r := range e.rules {
		r.stand(outcomes[i].Findings, before[i], past.Snapshot)
		r.stand(outcomes[i].Possible, before[i], past.Snapshot)
	}
	return outcomes, nil
}

// within returns the input with another window: what is recent now has to be recent then, or an old
// user would be new to a baseline that looked back less far.
func (in *Input) within(window snapshot.Window) (*Input, error) {
	past := *in.Snapshot
	past.Meta.Window = window
	meta, err := ast.InterfaceToValue(past.Meta)
	if err != nil {
		return nil, fmt.Errorf("encode baseline: %w", err)
	}
	document := ast.NewObject()
	in.document.Foreach(document.Insert)
	document.Insert(ast.StringTerm("meta"), ast.NewTerm(meta))
	return &Input{&past, document}, nil
}

// stand says of each finding whether the baseline has it. That it has not is known of what changed
// since, and else only if all that the finding rests on was read then, or the rule passed in spite of that.
func (r *rule) stand(findings []report.Finding, before report.Outcome, baseline *snapshot.Snapshot) {
	passed := before.Status == report.Pass
	events, state := byNature(r.Sections)
	whole := passed || before.Status != report.Error && len(gapsIn(baseline, state)) == 0
	wholeEvents := passed || whole && len(gapsIn(baseline, events)) == 0
	had := map[string]bool{}
	for _, f := range before.Findings {
		had[f.ID] = true
	}
	for i, f := range findings {
		switch {
		case had[f.ID]:
			findings[i].Baseline = report.Unchanged
		case f.Evidence["kind"] == Drift, wholeEvents, whole && f.Evidence["kind"] != Event:
			findings[i].Baseline = report.New
		default:
			findings[i].Baseline = report.UnknownStanding
		}
	}
}

// byNature tells sections of what happened from those of how things are.
func byNature(sections []string) (events, state []string) {
	for _, name := range sections {
		if strings.HasPrefix(name, "activity.") {
			events = append(events, name)
		} else {
			state = append(state, name)
		}
	}
	return events, state
}
