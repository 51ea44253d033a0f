package output

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/report"
)

func render(t *testing.T, format Format[*report.Report], r *report.Report) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := format(&buf, r); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// manyFindings has n findings, every hundredth of which is critical, and as many of each other kind of row.
func manyFindings(n int) *report.Report {
	r := incompleteReport()
	long := strings.Repeat("<x>`|", 400)
	var found, possible []report.Finding
	for i := range n {
		f := finding("ioc.many", report.Low, fmt.Sprintf("arn:aws:iam::%s:role/%d/%s", account, i, long), "", long)
		if i%100 == 99 {
			f.Severity = report.Critical
		}
		found, possible = append(found, f), append(possible, f)
		r.Outcomes = append(r.Outcomes, report.Outcome{Rule: fmt.Sprintf("ioc.open_%d", i), Status: report.Unknown, Reason: long, Possible: possible[i:]})
	}
	r.Outcomes = append(r.Outcomes, report.Outcome{Rule: "ioc.many", Status: report.Fail, Findings: found})
	r.Summarize()
	return r
}

// TestMarkdownFits: GitHub drops a summary above 1 MiB; the gravest findings are the last to go.
func TestMarkdownFits(t *testing.T) {
	out := render(t, Markdown, manyFindings(6000))
	if len(out) > 1000<<10 || len(out) < 512<<10 {
		t.Errorf("%d bytes", len(out))
	}
	text := string(out)
	findings := text[strings.Index(text, "### Findings"):strings.Index(text, "### Possible")]
	if got := strings.Count(findings, "| critical |"); got != 61 {
		t.Errorf("%d of 61 critical findings are shown", got)
	}
	shown := strings.Count(findings, "| critical |") + strings.Count(findings, "| low |")
	if want := fmt.Sprintf("**%d more of 6001 are not shown for want of room;**", 6001-shown); !strings.Contains(findings, want) {
		t.Errorf("%d are shown, but the text lacks %q", shown, want)
	}
	if got := strings.Count(text, "for want of room"); got != 3 {
		t.Errorf("%d tables say that they end early, want 3", got)
	}
}

// TestJUnitCounts: the suites' counts are those of the cases, and no case is well whose rule is not.
func TestJUnitCounts(t *testing.T) {
	for name, r := range reports() {
		var doc junitSuites
		if err := xml.Unmarshal(render(t, JUnit, r), &doc); err != nil {
			t.Fatal(err)
		}
		status := map[string]string{}
		for _, s := range doc.Suites {
			var failures, errors, skipped int
			for _, c := range s.Cases {
				verdict := "pass"
				switch {
				case c.Failure != nil:
					failures, verdict = failures+1, "failure"
				case c.Error != nil:
					errors, verdict = errors+1, "error"
				case c.Skipped != nil:
					skipped, verdict = skipped+1, "skipped"
				}
				status[c.Name] = verdict
			}
			if s.Failures != failures || s.Errors != errors || s.Skipped != skipped || s.Tests != len(s.Cases) {
				t.Errorf("%s: suite %s counts %d, %d, %d of %d", name, s.Name, s.Failures, s.Errors, s.Skipped, s.Tests)
			}
		}
		want := map[report.Status]string{report.Fail: "failure", report.Error: "error", report.Unknown: "error", report.Waived: "skipped", report.Pass: "pass", report.Skipped: "skipped"}
		for _, o := range r.Outcomes {
			if got := status[o.Rule]; got != want[o.Status] {
				t.Errorf("%s: rule %s is %s, its case %q", name, o.Rule, o.Status, got)
			}
		}
	}
}

// TestOCSFPassesOnlyWhatPassed: a SIEM that reads the events learns of every rule that is open, and of no
// pass that is none.
func TestOCSFPassesOnlyWhatPassed(t *testing.T) {
	for name, r := range reports() {
		statuses := map[string][]int{}
		uids := map[string]bool{}
		for line := range bytes.Lines(render(t, OCSF, r)) {
			var e ocsfEvent
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			if uids[e.FindingInfo.UID] {
				t.Errorf("%s: the uid %s stands twice", name, e.FindingInfo.UID)
			}
			uids[e.FindingInfo.UID] = true
			rule := e.FindingInfo.Analytic.UID
			if e.Compliance != nil {
				statuses[rule] = append(statuses[rule], e.Compliance.StatusID)
			}
		}
		for _, o := range r.Outcomes {
			got := statuses[o.Rule]
			detection := strings.HasPrefix(o.Rule, "ioc.")
			if slices.Contains(got, 1) != (o.Status == report.Pass && !detection) {
				t.Errorf("%s: %s is %s, its events have the statuses %v", name, o.Rule, o.Status, got)
			}
			if o.Status == report.Unknown && !slices.Contains(got, 2) || o.Status == report.Error && !slices.Contains(got, 0) {
				t.Errorf("%s: %s is %s, and no event says so: %v", name, o.Rule, o.Status, got)
			}
			for _, f := range o.Findings {
				if !uids[f.ID] {
					t.Errorf("%s: finding %s has no event", name, f.ID)
				}
			}
		}
	}
}
