package engine

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// The kinds of evidence on which a rule can fail.
const (
	State = "state" // the account as it is
	Drift = "drift" // what changed since a baseline
	Event = "event" // what CloudTrail recorded
)

// Evidence returns the kinds of evidence that a selected rule knows, from what it reads.
func (e *Engine) Evidence(id string) []string {
	kinds := []string{}
	for _, r := range e.rules {
		if r.ID != id {
			continue
		}
		events, state := byNature(r.judges.now)
		drift := slices.ContainsFunc(r.refs["deny"], isOfBaseline)
		if (len(state) > 0 || len(events) == 0) && (!drift || !r.needsBaseline()) {
			kinds = append(kinds, State)
		}
		if drift {
			kinds = append(kinds, Drift)
		}
		if len(events) > 0 {
			kinds = append(kinds, Event)
		}
	}
	return kinds
}

// SkippedWhen says when a selected rule is skipped, as it states itself: empty if it never is.
func (e *Engine) SkippedWhen(id string) string {
	for _, r := range e.rules {
		if r.ID == id {
			return r.appliesWhen
		}
	}
	return ""
}

// needsBaseline reports whether a baseline, or what was collected at all, decides if the rule applies.
func (r *rule) needsBaseline() bool {
	refs := r.refs["applicable"]
	return slices.ContainsFunc(refs, isOfBaseline) &&
		!slices.ContainsFunc(refs, func(ref ast.Ref) bool { return !isOfBaseline(ref) && !ref.HasPrefix(coverageRef) })
}

var coverageRef = ast.MustParseRef("input.coverage")

func isOfBaseline(ref ast.Ref) bool { return ref.HasPrefix(baselineRef) }
