package engine

import (
	"slices"

	"github.com/tocsin-dev/tocsin/internal/glob"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// waive marks the findings of a rule that a waiver matches which had not expired when the account was
// read: a snapshot is judged the same tomorrow. What a verdict is in spite of gaps, outcome decides.
func (e *Engine) waive(r *rule, findings []report.Finding, snap *snapshot.Snapshot) {
	waivers := slices.DeleteFunc(slices.Clone(e.waivers), func(w report.Waiver) bool {
		return !isOf(w, snap) || !glob.Match(w.Rule, r.ID) || w.ExpiredAt(snap.Meta.CollectedAt)
	})
	for i, f := range findings {
		for _, w := range waivers {
			if glob.Match(w.Resource, f.Resource.ARN) {
				findings[i].Waived = &w.Acceptance
				break
			}
		}
	}
}

// waiversOf returns the waivers that are about this account and about any rule that was evaluated, with what
// became of them.
func (e *Engine) waiversOf(snap *snapshot.Snapshot, outcomes []report.Outcome) []report.Waiver {
	out := []report.Waiver{}
	for _, w := range e.waivers {
		if !isOf(w, snap) {
			continue
		}
		w.Expired = w.ExpiredAt(snap.Meta.CollectedAt)
		concerned := false
		for i, o := range outcomes {
			if e.rules[i].Disabled || !glob.Match(w.Rule, o.Rule) {
				continue
			}
			concerned = true
			w.Matched += matches(w, o.Findings) + matches(w, o.Possible)
			w.Undecided = w.Undecided || o.Status == report.Unknown || o.Status == report.Error
		}
		if concerned {
			out = append(out, w)
		}
	}
	return out
}

func matches(w report.Waiver, findings []report.Finding) int {
	n := 0
	for _, f := range findings {
		if glob.Match(w.Resource, f.Resource.ARN) {
			n++
		}
	}
	return n
}

func isOf(w report.Waiver, snap *snapshot.Snapshot) bool {
	return w.Account == "" || w.Account == snap.Meta.AccountID
}
