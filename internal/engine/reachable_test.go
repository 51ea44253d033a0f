package engine_test

import (
	"testing"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// TestSelectedRulesHaveWhatTheyUse: a rule that is loaded alone, without what only others use, says the same.
func TestSelectedRulesHaveWhatTheyUse(t *testing.T) {
	together, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := statuses(t, together)
	for _, r := range together.Rules() {
		alone, err := engine.Load(t.Context(), engine.Options{Rules: []string{r.ID}})
		if err != nil {
			t.Fatalf("%s: %v", r.ID, err)
		}
		if got := statuses(t, alone); len(got) != 1 || got[r.ID] != want[r.ID] {
			t.Errorf("%s: got %v alone, %s with the others", r.ID, got, want[r.ID])
		}
	}
}

// statuses are what the rules say of an account of which nothing was read.
func statuses(t *testing.T, e *engine.Engine) map[string]report.Status {
	t.Helper()
	r, err := e.Evaluate(t.Context(), &snapshot.Snapshot{}, report.Tool{})
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]report.Status{}
	for _, o := range r.Outcomes {
		said[o.Rule] = o.Status
	}
	return said
}

// TestForeignRulesReachOwn: whatever way a rule of somebody else's names tocsin's lib, it is there.
func TestForeignRulesReachOwn(t *testing.T) {
	for name, body := range map[string]string{
		"import":       "import data.tocsin.lib.arn\n\n" + `deny contains {"msg": "m", "resource": "r"} if arn.service("arn:aws:s3:::b") == "s3"`,
		"whole":        `deny contains {"msg": "m", "resource": "r"} if data.tocsin.lib.arn.service("arn:aws:s3:::b") == "s3"`,
		"package":      "import data.tocsin.lib\n\n" + `deny contains {"msg": "m", "resource": "r"} if lib.arn.service("arn:aws:s3:::b") == "s3"`,
		"another rule": `deny contains {"msg": "m", "resource": "r"} if not data.tocsin.ioc.alarm_deleted.applicable`,
	} {
		t.Run(name, func(t *testing.T) {
			e, err := engine.Load(t.Context(), engine.Options{
				PolicyDirs: []string{write(t, map[string]string{"x.rego": policy("acme.x", body)})}, Rules: []string{"acme.*"},
			})
			if err != nil {
				t.Fatal(err)
			}
			r, err := e.Evaluate(t.Context(), account(), report.Tool{})
			if err != nil {
				t.Fatal(err)
			}
			if o := r.Outcomes[0]; len(r.Outcomes) != 1 || len(o.Findings) != 1 {
				t.Errorf("got %+v", r.Outcomes)
			}
		})
	}
}
