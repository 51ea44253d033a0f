package engine

import (
	"cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func (r *rule) outcome(a answer, snap, baseline *snapshot.Snapshot) report.Outcome {
	outcome, _ := r.decide(a, snap, baseline)
	return outcome
}

// decide is where the promise is kept: what could not be read makes a rule unknown, never pass
// and never fail, unless what was read suffices. Findings that are waived do not suffice for waived:
// among what could not be read there may be one that is not. It also says in words what decided.
func (r *rule) decide(a answer, snap, baseline *snapshot.Snapshot) (report.Outcome, string) {
	doubts := r.applies.gaps(snap, baseline) // whether the rule applies may be misjudged by these
	gaps := append(r.judges.gaps(snap, baseline), doubts...)
	undecided := (len(gaps) > 0 || len(a.undecided) > 0) && !a.confirmed
	why := summary(append(a.undecided, gaps...))
	switch {
	case len(a.errs) > 0:
		return r.verdict(report.Error, summary(a.errs), a.findings, nil), "its evaluation went wrong, and what it found until then is kept"
	case allOff(snap, r.Sections):
		return r.verdict(report.Skipped, "nothing that it reads was collected", nil, nil), "nothing that it reads was collected"
	case !a.applicable && len(doubts) > 0:
		return r.verdict(report.Unknown, summary(doubts), nil, nil), "what decides whether it applies could not be read whole"
	case !a.applicable:
		return r.verdict(report.Skipped, cmp.Or(r.appliesWhen, "it does not apply to this account"), nil, nil), "applicable does not hold" + colon(r.appliesWhen)
	case undecided && r.Absence:
		return r.verdict(report.Unknown, why, nil, a.findings), "it reports that something is not there, and " + doubt(len(gaps) > 0)
	case len(a.findings) > 0 && !report.AllWaived(a.findings):
		return r.verdict(report.Fail, "", a.findings, nil), "deny has findings" + inSpiteOf(len(gaps) > 0)
	case undecided:
		return r.verdict(report.Unknown, why, a.findings, nil), "deny found nothing" + butWaived(a.findings) + ", and " + doubt(len(gaps) > 0)
	case len(a.findings) > 0:
		return r.verdict(report.Waived, "", a.findings, nil), "all that deny found is waived"
	default:
		return r.verdict(report.Pass, "", nil, nil), "deny found nothing" + enough(len(gaps)+len(a.undecided) > 0)
	}
}

func butWaived(findings []report.Finding) string {
	if len(findings) > 0 {
		return " that is not waived"
	}
	return ""
}

func colon(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// doubt says why finding nothing, or that something is missing, proves nothing.
func doubt(gaps bool) string {
	if gaps {
		return "what was not read may hold something to the contrary"
	}
	return "it says itself that it cannot tell"
}

func inSpiteOf(gaps bool) string {
	if gaps {
		return ", which the gaps cannot undo"
	}
	return ""
}

func enough(doubts bool) string {
	if doubts {
		return ", and confirmed holds: what was read is proof enough in spite of what is not known"
	}
	return ", and all that it reads was read"
}

func (r *rule) verdict(status report.Status, reason string, findings, possible []report.Finding) report.Outcome {
	return report.Outcome{
		Rule: r.ID, Status: status, Reason: reason,
		Findings: append([]report.Finding{}, findings...),
		Possible: append([]report.Finding{}, possible...),
	}
}

// gaps says what of the needed sections was not read. Without a baseline nothing of it is missing.
func (n needs) gaps(snap, baseline *snapshot.Snapshot) []string {
	out := gapsIn(snap, n.now)
	if baseline == nil {
		return out
	}
	for _, gap := range gapsIn(baseline, n.then) {
		out = append(out, "baseline: "+gap)
	}
	return out
}

// gapsIn says what of the sections was not read, one text for each gap.
func gapsIn(snap *snapshot.Snapshot, sections []string) []string {
	coverage := snap.Sections(sections)
	var out []string
	for _, name := range sections {
		c := coverage[name]
		for _, gap := range c.Gaps {
			out = append(out, name+": "+gap.String())
		}
		switch {
		case c.Status == snapshot.Off:
			out = append(out, name+": not collected")
		case c.Status != snapshot.Complete && len(c.Gaps) == 0:
			out = append(out, name+": "+string(c.Status))
		}
	}
	return out
}

func allOff(snap *snapshot.Snapshot, sections []string) bool {
	for _, c := range snap.Sections(sections) {
		if c.Status != snapshot.Off {
			return false
		}
	}
	return len(sections) > 0
}
