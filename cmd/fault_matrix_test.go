package cmd_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/cloudtrail"
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
	for name, files := range map[string]fs.FS{"compromised": accounts.Compromised(), "clean": accounts.Clean()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, err := awsreplay.Open(files)
			if err != nil {
				t.Fatal(err)
			}
			everyFault(t, account)
		})
	}
}

func everyFault(t *testing.T, account *awsreplay.Account) {
	all := loadMatrix(t)
	healthy := collectRecorded(t, all, account)
	if healthy == nil {
		t.Fatal("the account cannot be read at all")
	}
	past := beforeIncident(t, healthy)
	alone, compared := judgeRecorded(t, all, healthy, nil), judgeRecorded(t, all, healthy, past)
	engines := map[string]*engine.Engine{}
	cases := faultCases(account.Calls())
	verdicts, unknown := 0, 0
	seen := map[string]bool{}
	for _, c := range cases {
		sections := sectionsThatCall(c.operation)
		var faulty *snapshot.Snapshot
		// In a bubble time is virtual: deadlines and pauses are the real ones and take no time.
		synctest.Test(t, func(t *testing.T) {
			faulty = overlay(t, healthy, account.WithFault(c.fault), sections, all.Events())
		})
		if faulty == nil { // no identity, no verdict
			continue
		}
		left := whatIsLeft(t, faulty)
		if seen[left] {
			continue
		}
		seen[left] = true
		if engines[c.operation] == nil {
			engines[c.operation] = narrowed(t, all, readers(all, sections))
		}
		eng := engines[c.operation]
		check := func(variant string, healthy, faulty *report.Report) {
			flips(t, c.name+variant, healthy, faulty)
			verdicts += len(faulty.Outcomes)
			unknown += faulty.Summary.Outcomes[report.Unknown]
		}
		check("", alone, judgeRecorded(t, eng, faulty, nil))
		check("/with a baseline", compared, judgeRecorded(t, eng, faulty, past))
		check("/in the baseline", compared, judgeRecorded(t, eng, healthy, beforeIncident(t, faulty)))
	}
	t.Logf("%d cases that leave %d different snapshots, %d verdicts, %d of them unknown", len(cases), len(seen), verdicts, unknown)
	if unknown == 0 {
		t.Error("no fault had any effect")
	}
}

// loadMatrix loads all rules, with the parameters without which some are skipped.
func loadMatrix(t *testing.T) *engine.Engine {
	t.Helper()
	eng, err := engine.Load(t.Context(), engine.Options{Params: map[string]any{
		"incident_response_state_machines": []string{"ir-*"},
		"responder_role":                   "incident-responder",
		"resource_types":                   []string{"AWS::Lambda::Function"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return eng
}

func narrowed(t *testing.T, eng *engine.Engine, rules []string) *engine.Engine {
	t.Helper()
	eng, err := eng.Narrowed(rules)
	if err != nil {
		t.Fatal(err)
	}
	return eng
}

// sectionsThatCall lists the sections that an operation's failure can touch: all of them if the
// operation is empty, or one that everything needs.
func sectionsThatCall(operation string) []string {
	if operation == "" || operation == "sts:GetCallerIdentity" || operation == "ec2:DescribeRegions" {
		return collector.SectionNames()
	}
	var names []string
	for _, c := range collector.All() {
		if slices.ContainsFunc(c.Operations, func(o collector.Operation) bool { return o.Action == operation }) {
			for _, s := range c.Sections {
				names = append(names, s.Name)
			}
		}
	}
	return names
}

// readers lists the rules that read any of the sections.
func readers(eng *engine.Engine, sections []string) []string {
	var ids []string
	for _, r := range eng.Rules() {
		if slices.ContainsFunc(r.Sections, func(s string) bool { return slices.Contains(sections, s) }) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// overlay returns the healthy snapshot with the named sections read anew from the account, nil if not
// even its identity could be read. What a fault cannot touch is not read again.
func overlay(t *testing.T, healthy *snapshot.Snapshot, account *awsreplay.Account, sections []string, events []cloudtrail.Kind) *snapshot.Snapshot {
	t.Helper()
	anew, err := collector.Collect(t.Context(), matrixOptions(account, sections, events))
	if err != nil {
		return nil
	}
	if len(sections) == len(collector.SectionNames()) {
		return anew
	}
	out := clone(t, healthy)
	for _, name := range sections {
		service, collection, _ := strings.Cut(name, ".")
		if out.Coverage[name].Status == snapshot.Off {
			continue
		}
		out.Coverage[name] = anew.Coverage[name]
		delete(out.AWS[service], collection)
		if value, ok := anew.AWS[service][collection]; ok {
			if out.AWS[service] == nil {
				out.AWS[service] = map[string]json.RawMessage{}
			}
			out.AWS[service][collection] = value
		}
	}
	return out
}

func matrixOptions(account *awsreplay.Account, sections []string, events []cloudtrail.Kind) collector.Options {
	return collector.Options{
		Sections: sections, EventKinds: events, Replay: account, Now: account.RecordedAt,
		Since:     account.RecordedAt().AddDate(0, 0, -7), // the intrusion is two days old
		Responder: "incident-responder", ResourceTypes: []string{"AWS::Lambda::Function"},
	}
}

// whatIsLeft tells snapshots apart that differ in more than why something could not be read, which
// no rule asks for. To judge all others takes minutes and shows nothing.
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
	name string
	// operation is the one that fails, empty if several do.
	operation string
	fault     func(awsreplay.Call) *awsreplay.Fault
}

func faultCases(calls []awsreplay.Call) []faultCase {
	var cases []faultCase
	regions, operations := map[string]bool{}, map[string]bool{}
	for _, c := range calls {
		regions[c.Region], operations[c.String()] = true, true
	}
	for operation := range operations {
		for _, f := range awsreplay.Faults() {
			cases = append(cases, faultCase{fmt.Sprintf("%s/%s/everywhere", operation, f), operation, func(c awsreplay.Call) *awsreplay.Fault {
				return when(c.String() == operation, f)
			}})
		}
		// What a fault in one place leaves does not depend on its kind, but for whether AWS answers.
		for _, f := range []*awsreplay.Fault{awsreplay.AccessDenied, awsreplay.Timeout} {
			cases = append(cases,
				faultCase{fmt.Sprintf("%s/%s/us-east-1", operation, f), operation, func(c awsreplay.Call) *awsreplay.Fault {
					return when(c.String() == operation && c.Region == "us-east-1", f)
				}},
				faultCase{fmt.Sprintf("%s/%s/later", operation, f), operation, func(c awsreplay.Call) *awsreplay.Fault {
					return when(c.String() == operation && later(c), f)
				}})
		}
	}
	for region := range regions {
		for _, f := range []*awsreplay.Fault{awsreplay.Unreachable, awsreplay.Timeout, awsreplay.AccessDenied} {
			cases = append(cases, faultCase{fmt.Sprintf("%s/%s", region, f), "", func(c awsreplay.Call) *awsreplay.Fault {
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
	snap, err := collector.Collect(t.Context(), matrixOptions(account, eng.Sections(), eng.Events()))
	if err != nil {
		return nil
	}
	return snap
}

func judgeRecorded(t *testing.T, eng *engine.Engine, snap, baseline *snapshot.Snapshot) *report.Report {
	t.Helper()
	var before *engine.Input
	if baseline != nil {
		before = input(t, baseline)
	}
	rep, err := eng.EvaluateAgainst(t.Context(), input(t, snap), before, report.Tool{Name: "tocsin", Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func input(t *testing.T, snap *snapshot.Snapshot) *engine.Input {
	t.Helper()
	in, err := engine.NewInput(snap)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// flips fails the test if a verdict is another because of a fault, or a finding is new, or what became
// of it since the baseline is another.
func flips(t *testing.T, name string, healthy, faulty *report.Report) {
	t.Helper()
	known, verdicts := map[string]report.Standing{}, map[string]report.Status{}
	for _, o := range healthy.Outcomes {
		verdicts[o.Rule] = o.Status
		for _, f := range o.Findings {
			known[f.ID] = f.Baseline
		}
	}
	for _, o := range faulty.Outcomes {
		if o.Status != report.Unknown && o.Status != verdicts[o.Rule] {
			t.Errorf("%s: %s: %s became %s", name, o.Rule, verdicts[o.Rule], o.Status)
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
