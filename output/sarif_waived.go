package output

import (
	"fmt"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// suppression says by whose decision a finding does not count. It was accepted outside of the code.
func suppression(w *report.Acceptance) *sarif.Suppression {
	justification := limit(Plain(w.Reason), maxText-100) + fmt.Sprintf(" (until %s, owner: %s)", Plain(w.Expires), limit(Plain(w.Owner), 50))
	return sarif.NewSuppression("external").WithStatus("accepted").WithJustifcation(justification)
}

// compareWaived orders what is waived behind what is not.
func compareWaived(a, b report.Finding) int {
	switch {
	case (a.Waived == nil) == (b.Waived == nil):
		return 0
	case a.Waived == nil:
		return -1
	}
	return 1
}

// completeSuppressions gives every result of a run suppressions, if any has them: SARIF 2.1.0 demands
// all or none (3.27.23), and go-sarif leaves out those that are empty.
func completeSuppressions(doc any) {
	log, _ := doc.(map[string]any)
	runs, _ := log["runs"].([]any)
	for _, run := range runs {
		run, _ := run.(map[string]any)
		results, _ := run["results"].([]any)
		some := false
		for _, r := range results {
			result, _ := r.(map[string]any)
			some = some || result["suppressions"] != nil
		}
		for _, r := range results {
			if result, _ := r.(map[string]any); some && result["suppressions"] == nil {
				result["suppressions"] = []string{}
			}
		}
	}
}
