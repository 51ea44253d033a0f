package report

import (
	"fmt"
	"time"
)

// Acceptance is the decision by which a finding does not count.
type Acceptance struct {
	Reason string `json:"reason"`
	Owner  string `json:"owner"`
	// Expires is the last day, in UTC, on which the finding does not count.
	Expires string `json:"expires"`
}

// ExpiredAt reports whether the last day is over in UTC. What is no date has expired.
func (a Acceptance) ExpiredAt(t time.Time) bool {
	last, err := time.Parse(time.DateOnly, a.Expires)
	return err != nil || !t.Before(last.AddDate(0, 0, 1))
}

// Waiver is an organisation's decision to live with findings, and what became of it in this report.
type Waiver struct {
	// Rule and Resource are globs: * stands for any characters, ? for one.
	Rule     string `json:"rule"`
	Resource string `json:"resource"`
	// Account is the one account that it is about, if it is about one.
	Account string `json:"account,omitempty"`
	Acceptance
	// Matched is the number of findings, possible ones too, that it matches.
	Matched int `json:"matched"`
	// Expired is set if the account was read after the last day. Its findings count again.
	Expired bool `json:"expired"`
	// Undecided is set if a rule that it matches could not be decided: what it is about may be
	// there and not have been read.
	Undecided bool `json:"undecided"`
}

// Warning says what somebody should know who relies on the waiver; most often it is nothing.
func (w Waiver) Warning() string {
	about := fmt.Sprintf("the waiver of '%s' for '%s' (owner: %s)", w.Rule, w.Resource, w.Owner)
	nothing := "matches nothing"
	if w.Undecided {
		nothing += " that could be read, but not all could"
	}
	switch {
	case w.Expired && w.Matched == 0:
		return about + " expired on " + w.Expires + ", and " + nothing
	case w.Expired && w.Matched == 1:
		return about + " expired on " + w.Expires + ": 1 finding counts again"
	case w.Expired:
		return fmt.Sprintf("%s expired on %s: %d findings count again", about, w.Expires, w.Matched)
	case w.Matched == 0:
		return about + " " + nothing
	}
	return ""
}

// AllWaived reports whether there are findings and none of them counts.
func AllWaived(findings []Finding) bool {
	for _, f := range findings {
		if f.Waived == nil {
			return false
		}
	}
	return len(findings) > 0
}
