package bench

import (
	"io/fs"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// TestNoRuleIsQuadratic lets an account grow fourfold, with all that it has: no rule may take more than
// four times the steps, but for what is rounded. The baseline is another account's, so that there is much to compare.
func TestNoRuleIsQuadratic(t *testing.T) {
	eng, err := engine.Load(t.Context(), engine.Options{Params: map[string]any{
		"incident_response_state_machines": []string{"ir-*"},
		"responder_role":                   "incident-responder",
		"resource_types":                   []string{"AWS::Lambda::Function"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	const times = 4
	small := steps(t, eng, 200)
	big := steps(t, eng, times*200)
	for id, n := range big {
		if growth := float64(n) / float64(small[id]); growth > 1.2*times {
			t.Errorf("%s: the account grew by %d, the steps by %.1f to %d", id, times, growth, n)
		}
	}
}

func steps(t *testing.T, eng *engine.Engine, principals int) map[string]int {
	t.Helper()
	full := func(files fs.FS) *engine.Input {
		big, err := grow(size{principals, 100, 5 * principals}, recorded(t, files))
		if err != nil {
			t.Fatal(err)
		}
		in, err := engine.NewInput(big)
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	now, then := full(accounts.Compromised()), full(accounts.Clean())
	n, err := eng.Steps(t.Context(), now, then)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
