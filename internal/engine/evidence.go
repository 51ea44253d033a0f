package engine

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// The kinds of evidence on which a rule can fail.
const (
	State = "state" // the account as it is
	Drift = "drift" // what changed since a baseline
)

// Evidence returns the kinds of evidence that a selected rule knows, from what it reads.
func (e *Engine) Evidence(id string) []string {
	kinds := []string{}
	for _, r := range e.rules {
		if r.ID != id {
			continue
		}
		drift := slices.ContainsFunc(r.refs["deny"], isOfBaseline)
		if !drift || !r.needsBaseline() {
			kinds = append(kinds, State)
		}
		if drift {
			kinds = append(kinds, Drift)
		}
	}
	return kinds
}

// needsBaseline reports whether nothing but a baseline decides if the rule applies.
func (r *rule) needsBaseline() bool {
	refs := r.refs["applicable"]
	return len(refs) > 0 && !slices.ContainsFunc(refs, func(ref ast.Ref) bool { return !isOfBaseline(ref) })
}

func isOfBaseline(ref ast.Ref) bool { return ref.HasPrefix(baselineRef) }
