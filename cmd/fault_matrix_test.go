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
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// TestFaultMatrix holds tocsin to its promise. For both recorded accounts, it lets every operation
// fail in every way, everywhere or in one region or from the second answer on, and lets every region
// vanish. Each rule's verdict has to be the one without the fault, or unknown; and no finding may
// appear that is not there without the fault. The same holds with a baseline: whether the snapshot
// has the fault, or the baseline.
func TestFaultMatrix(t *testing.T) {
	eng, err := engine.Load(t.Context(), engine.Options{Params: map[string]any{
		// Without these some rules are skipped.
		"incident_response_state_machines": []string{"ir-*"},
		"responder_role":                   "incident-responder",
		"resource_types":                   []string{"AWS::Lambda::Function"},
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
	healthy := collectRecorded(t, eng, account)
	if healthy == nil {
		t.Fatal("the account cannot be read at all")
	}
	past := beforeIncident(t, healthy)
	alone := judgeRecorded(t, eng, healthy, nil)
	compared := judgeRecorded(t, eng, healthy, past)
	unchanged := judgeRecorded(t, eng, healthy, healthy)
	cases := faultCases(account.Calls())
	verdicts, unknown := 0, 0
	seen := map[string]bool{}
	for _, c := range cases {
		var faulty *snapshot.Snapshot
		// In a bubble time is virtual: deadlines and pauses are the real ones and take no time.
		synctest.Test(t, func(t *testing.T) {
			faulty = collectRecorded(t, eng, account.WithFault(c.fault))
		})
		if faulty == nil { // no identity, no verdict
			continue
		}
		check := func(variant string, healthy, faulty *report.Report) {
			flips(t, c.name+variant, healthy, faulty)
			verdicts += len(faulty.Outcomes)
			unknown += faulty.Summary.Outcomes[report.Unknown]
		}
		check("", alone, judgeRecorded(t, eng, faulty, nil))
		if left := whatIsLeft(t, faulty); !seen[left] {
			seen[left] = true
			check("/with a baseline", compared, judgeRecorded(t, eng, faulty, past))
			check("/in the baseline", compared, judgeRecorded(t, eng, healthy, beforeIncident(t, faulty)))
			check("/with itself", unchanged, judgeRecorded(t, eng, faulty, healthy))
			check("/with its faulty self", unchanged, judgeRecorded(t, eng, healthy, faulty))
		}
	}
	t.Logf("%d cases, %d of them with baselines, %d verdicts, %d of them unknown", len(cases), len(seen), verdicts, unknown)
	if unknown == 0 {
		t.Error("no fault had any effect")
	}
}

// whatIsLeft tells snapshots apart that differ in more than why something could not be read. To
// compare all others with baselines, too, takes minutes and shows nothing.
func whatIsLeft(t *testing.T, snap *snapshot.Snapshot) string {
	t.Helper()
	same := clone(t, snap)
	for _, c := range same.Coverage {
		for i := range c.Gaps {
			c.Gaps[i].Code, c.Gaps[i].Message = "", ""
		}
	}
	b, err := snapshot.Encode(same)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
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
	input := strings.ToLower(c.Input)
	return strings.Contains(c.Input, `"Marker"`) || strings.Contains(input, `"nexttoken"`) || strings.Contains(input, `"continuation-token"`)
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
	snap := collectRecorded(t, eng, account)
	if snap == nil {
		return nil
	}
	return judgeRecorded(t, eng, snap, nil)
}

// collectRecorded returns the snapshot of a recorded account, nil if not even its identity was read.
func collectRecorded(t *testing.T, eng *engine.Engine, account *awsreplay.Account) *snapshot.Snapshot {
	t.Helper()
	snap, err := collector.Collect(t.Context(), collector.Options{
		Sections: eng.Sections(), Replay: account, Now: account.RecordedAt,
		Responder: "incident-responder", ResourceTypes: []string{"AWS::Lambda::Function"},
	})
	if err != nil {
		return nil
	}
	return snap
}

func judgeRecorded(t *testing.T, eng *engine.Engine, snap, baseline *snapshot.Snapshot) *report.Report {
	t.Helper()
	rep, err := eng.EvaluateAgainst(t.Context(), snap, baseline, report.Tool{Name: "tocsin", Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// flips fails the test if a verdict is another because of a fault, or a finding is new, or what became
// of it since the baseline is another.
func flips(t *testing.T, name string, healthy, faulty *report.Report) {
	t.Helper()
	known := map[string]report.Standing{}
	for _, o := range healthy.Outcomes {
		for _, f := range o.Findings {
			known[f.ID] = f.Baseline
		}
	}
	for i, o := range faulty.Outcomes {
		if o.Status != report.Unknown && o.Status != healthy.Outcomes[i].Status {
			t.Errorf("%s: %s: %s became %s", name, o.Rule, healthy.Outcomes[i].Status, o.Status)
		}
		for _, f := range o.Findings {
			standing, ok := known[f.ID]
			switch {
			case !ok:
				t.Errorf("%s: %s: a finding out of nothing: %s", name, o.Rule, f.Message)
			case f.Baseline != standing && f.Baseline != report.UnknownStanding:
				t.Errorf("%s: %s: %s became %s: %s", name, o.Rule, standing, f.Baseline, f.Message)
			}
		}
	}
}
