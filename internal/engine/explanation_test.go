package engine_test

import (
	"testing"
	"time"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// TestExplainEnds: a rule has the limits that it has in a scan when it is explained.
func TestExplainEnds(t *testing.T) {
	for want, tc := range map[string]struct {
		condition string
		limits    engine.Options
	}{
		"took longer than 200ms":          {`count([1 | some x in numbers.range(1, 1000000); some y in numbers.range(1, 1000000); x + y < 0]) > 0`, engine.Options{Timeout: 200 * time.Millisecond}},
		"took more than 16 MiB of memory": {`count(numbers.range(1, 1000000000000)) > 0`, engine.Options{Timeout: time.Minute, Memory: 16 << 20}},
	} {
		e := mustLoad(t, map[string]string{"x.rego": policy("acme.x", `deny contains {"msg": "m", "resource": "r"} if `+tc.condition)}, tc.limits)
		in, err := engine.NewInput(account())
		if err != nil {
			t.Fatal(err)
		}
		x, err := e.Explain(t.Context(), in, nil, "acme.x")
		if err != nil {
			t.Fatal(err)
		}
		if x.Outcome.Status != report.Error || x.Outcome.Reason != want {
			t.Errorf("got %s (%s), want an error: %s", x.Outcome.Status, x.Outcome.Reason, want)
		}
	}
}
