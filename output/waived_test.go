package output

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// TestSARIFSuppressions: what is waived is suppressed, comes last, and nothing else is.
func TestSARIFSuppressions(t *testing.T) {
	r := waivedReport()
	var buf bytes.Buffer
	if err := SARIF(&buf, r); err != nil {
		t.Fatal(err)
	}
	if want := strings.Count(buf.String(), `"ruleIndex"`); want != 6-1 || strings.Count(buf.String(), `"suppressions"`) != want {
		t.Errorf("%d results, and suppressions of %d: SARIF demands all or none", want, strings.Count(buf.String(), `"suppressions"`))
	}
	var log sarifLog
	if err := json.Unmarshal(buf.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	waived := map[string]bool{}
	for _, o := range r.Outcomes {
		for _, f := range o.Findings {
			waived[f.ID+":1"] = f.Waived != nil
		}
	}
	suppressed := []bool{}
	for _, result := range log.Runs[0].Results {
		is := len(result.Suppressions) > 0
		suppressed = append(suppressed, is)
		if is != waived[result.PartialFingerprints.PrimaryLocationLineHash] {
			t.Errorf("%s: suppressed is %v", result.Message.Text, is)
		}
		if !is {
			continue
		}
		s := result.Suppressions[0]
		if s.Kind != "external" || s.Status != "accepted" || !strings.HasPrefix(s.Justification, "The vendor needs it until") ||
			!strings.HasSuffix(s.Justification, "(until 2026-12-31, owner: ana@example.com)") || strings.Contains(s.Justification, "\x1b") {
			t.Errorf("suppression is %+v", s)
		}
	}
	if !slices.Equal(suppressed, []bool{false, false, true, true, true}) {
		t.Errorf("suppressed are %v", suppressed)
	}
}

func TestSARIFWithoutWaivers(t *testing.T) {
	var buf bytes.Buffer
	if err := SARIF(&buf, fullReport()); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(buf.String(), "suppressions") {
		t.Error("there are suppressions")
	}
}

// TestVerdictOfWaived: that findings are waived is no clean bill of health without a word, and no
// rule that was not applied.
func TestVerdictOfWaived(t *testing.T) {
	f := finding("a", report.High, account, "", "m")
	f.Waived = &report.Acceptance{Reason: "known", Owner: "ana", Expires: "2026-12-31"}
	r := reportOf(nil, report.Outcome{Rule: "a", Status: report.Waived, Findings: []report.Finding{f}})
	text := string(renderText(r, false))
	for _, want := range []string{"\nNothing was found but what is waived.\n", "waived until 2026-12-31 by ana: known", "1 rule      1 waived", "1 finding   1 waived"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "What to do") || r.ExitStatus(report.Info) != report.ExitClean {
		t.Errorf("exit status %d:\n%s", r.ExitStatus(report.Info), text)
	}
}
