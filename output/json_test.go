package output

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
)

func TestJSONHasNoNulls(t *testing.T) {
	for name, r := range map[string]*report.Report{
		"zero": {},
		"nil members": {
			Outcomes: []report.Outcome{{Findings: []report.Finding{{}}, Possible: []report.Finding{{}}}},
			Rules:    []report.Rule{{}},
		},
	} {
		var buf bytes.Buffer
		if err := JSON(&buf, r); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(buf.String(), "null") {
			t.Errorf("%s:\n%s", name, buf.String())
		}
	}
}

func TestJSONLeavesTheReportAlone(t *testing.T) {
	r := &report.Report{Outcomes: []report.Outcome{{Findings: []report.Finding{{}}}}, Rules: []report.Rule{{}}}
	if err := JSON(&bytes.Buffer{}, r); err != nil {
		t.Fatal(err)
	}
	want := &report.Report{Outcomes: []report.Outcome{{Findings: []report.Finding{{}}}}, Rules: []report.Rule{{}}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
}

// TestJSONLosesNothing: what escaping changes in the bytes, it changes in no value.
func TestJSONLosesNothing(t *testing.T) {
	for name, r := range reports() {
		var buf bytes.Buffer
		if err := JSON(&buf, r); err != nil {
			t.Fatal(err)
		}
		plainly, err := json.Marshal(whole(*r))
		if err != nil {
			t.Fatal(err)
		}
		var got, want any
		if err := json.Unmarshal(buf.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(plainly, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if !bytes.HasSuffix(buf.Bytes(), []byte("\n}\n")) || bytes.Contains(buf.Bytes(), []byte(`\u003c`)) {
			t.Errorf("%s: no newline at the end, or HTML is escaped", name)
		}
	}
}
