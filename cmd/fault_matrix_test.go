package cmd_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// TestFaultMatrix holds tocsin to its promise. For both recorded accounts, it lets every operation
// fail in every way, everywhere or in one region or from the second answer on, and lets every region
// vanish. Each rule's verdict has to be the one without the fault, or unknown; and no finding may
// appear that is not there without the fault.
func TestFaultMatrix(t *testing.T) {
	eng, err := engine.Load(t.Context(), engine.Options{Params: map[string]any{
		"responder_role": "incident-responder", // without it a rule is skipped
	}})
	if err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string]fs.FS{"compromised": accounts.Compromised(), "clean": accounts.Clean()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, err := awsreplay.Open(files)
			if err != nil {
				t.Fatal(err)
			}
			everyFault(t, eng, account)
		})
	}
}

func everyFault(t *testing.T, eng *engine.Engine, account *awsreplay.Account) {
	healthy := scanRecorded(t, eng, account)
	if healthy == nil {
		t.Fatal("the account cannot be read at all")
	}
	cases := faultCases(account.Calls())
	verdicts, unknown := 0, 0
	for _, c := range cases {
		var faulty *report.Report
		// In a bubble time is virtual: deadlines and pauses are the real ones and take no time.
		synctest.Test(t, func(t *testing.T) {
			faulty = scanRecorded(t, eng, account.WithFault(c.fault))
		})
		if faulty == nil { // no identity, no verdict
			continue
		}
		flips(t, c.name, healthy, faulty)
		verdicts += len(faulty.Outcomes)
		unknown += faulty.Summary.Outcomes[report.Unknown]
	}
	t.Logf("%d cases, %d verdicts, %d of them unknown", len(cases), verdicts, unknown)
	if unknown == 0 {
		t.Error("no fault had any effect")
	}
}

type faultCase struct {
	name  string
	fault func(awsreplay.Call) *awsreplay.Fault
}

func faultCases(calls []awsreplay.Call) []faultCase {
	var cases []faultCase
	regions, operations := map[string]bool{}, map[string]bool{}
	for _, c := range calls {
		regions[c.Region], operations[c.String()] = true, true
	}
	for operation := range operations {
		for _, f := range awsreplay.Faults() {
			name := fmt.Sprintf("%s/%s", operation, f)
			cases = append(cases,
				faultCase{name + "/everywhere", func(c awsreplay.Call) *awsreplay.Fault {
					return when(c.String() == operation, f)
				}},
				faultCase{name + "/us-east-1", func(c awsreplay.Call) *awsreplay.Fault {
					return when(c.String() == operation && c.Region == "us-east-1", f)
				}},
				faultCase{name + "/later", func(c awsreplay.Call) *awsreplay.Fault {
					return when(c.String() == operation && later(c), f)
				}})
		}
	}
	for region := range regions {
		for _, f := range []*awsreplay.Fault{awsreplay.Unreachable, awsreplay.Timeout, awsreplay.AccessDenied} {
			cases = append(cases, faultCase{fmt.Sprintf("%s/%s", region, f), func(c awsreplay.Call) *awsreplay.Fault {
				return when(c.Region == region, f)
			}})
		}
	}
	slices.SortFunc(cases, func(a, b faultCase) int { return strings.Compare(a.name, b.name) })
	return cases
}

// later reports whether a call asks for a page after the first.
func later(c awsreplay.Call) bool {
	return strings.Contains(c.Input, `"Marker"`) || strings.Contains(c.Input, `"NextToken"`)
}

func when(condition bool, f *awsreplay.Fault) *awsreplay.Fault {
	if condition {
		return f
	}
	return nil
}

// scanRecorded returns the report about a recorded account, nil if not even its identity was read.
func scanRecorded(t *testing.T, eng *engine.Engine, account *awsreplay.Account) *report.Report {
	t.Helper()
	snap, err := collector.Collect(t.Context(), collector.Options{
		Sections: eng.Sections(), Replay: account, Now: account.RecordedAt,
		Responder: "incident-responder", ResourceTypes: []string{"AWS::Lambda::Function"},
	})
	if err != nil {
		return nil
	}
	rep, err := eng.Evaluate(t.Context(), snap, report.Tool{Name: "tocsin", Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func flips(t *testing.T, name string, healthy, faulty *report.Report) {
	t.Helper()
	known := map[string]bool{}
	for _, o := range healthy.Outcomes {
		for _, f := range o.Findings {
			known[f.ID] = true
		}
	}
	for i, o := range faulty.Outcomes {
		if o.Status != report.Unknown && o.Status != healthy.Outcomes[i].Status {
			t.Errorf("%s: %s: %s became %s", name, o.Rule, healthy.Outcomes[i].Status, o.Status)
		}
		for _, f := range o.Findings {
			if !known[f.ID] {
				t.Errorf("%s: %s: a finding out of nothing: %s", name, o.Rule, f.Message)
			}
		}
	}
}
