package runbook_test

import (
	"testing"

	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// Each line is done either by rules or in another way, and each id is one line's.
func TestLines(t *testing.T) {
	ids := map[string]bool{}
	for _, l := range runbook.Lines() {
		if l.Part == "" || l.Text == "" {
			t.Errorf("the line %+v lacks its part or its text", l)
		}
		if (l.ID == "") == (l.Instead == "") {
			t.Errorf("%q has both an id and something instead, or neither", l.Text)
		}
		if l.ID == "" {
			continue
		}
		if ids[l.ID] {
			t.Errorf("%s is the id of two lines", l.ID)
		}
		ids[l.ID] = true
	}
}

func TestByID(t *testing.T) {
	if l, ok := runbook.ByID("sns_paused"); !ok || l.Text != "SNS paused." {
		t.Errorf("sns_paused is %+v, %t", l, ok)
	}
	for _, id := range []string{"", "nonsense"} {
		if l, ok := runbook.ByID(id); ok {
			t.Errorf("%q is %+v", id, l)
		}
	}
}
