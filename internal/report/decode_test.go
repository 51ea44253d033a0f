package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

func whole() *report.Report {
	r := &report.Report{
		SchemaVersion: 1,
		Scan:          report.Scan{AccountID: "123456789012", Regions: []string{}, EndedAt: time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)},
		Outcomes: []report.Outcome{
			{Rule: "a.failed", Status: report.Fail, Findings: []report.Finding{{ID: "0123456789abcdef", Severity: report.High}}},
			{Rule: "a.unknown", Status: report.Unknown},
		},
		Rules:    []report.Rule{{ID: "a.failed"}, {ID: "a.unknown"}},
		Coverage: map[string]snapshot.Coverage{"iam.users": {Status: snapshot.Complete}},
	}
	r.Summarize()
	return r
}

func encode(t *testing.T, r *report.Report) string {
	t.Helper()
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestDecode(t *testing.T) {
	want := whole()
	got, err := report.Decode([]byte(encode(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A report's summary cannot say that all is well when its outcomes do not.
func TestDecodeCountsAnew(t *testing.T) {
	lie := whole()
	lie.Summary, lie.Scan.Complete = report.Summary{}, true
	got, err := report.Decode([]byte(encode(t, lie)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole(), got); diff != "" {
		t.Error(diff)
	}
}

// What a newer tocsin adds to a report of this version is passed over.
func TestDecodePassesOverWhatIsNew(t *testing.T) {
	newer := strings.Replace(encode(t, whole()), `"rule": "a.failed"`, `"rule": "a.failed", "more": {"a": [1]}`, 1)
	if _, err := report.Decode([]byte(newer)); err != nil {
		t.Error(err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := encode(t, whole())
	swap := func(old, by string) string {
		changed := strings.Replace(good, old, by, 1)
		if changed == good {
			t.Fatalf("the report lacks %s", old)
		}
		return changed
	}
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":            {"", "not a report: it is empty"},
		"blank":              {" \n", "not a report: it is empty"},
		"text":               {"AWS account 123456789012\n", "parse JSON at line 1"},
		"half":               {good[:len(good)/2], "a half-written file?"},
		"two":                {good + "\n" + good, "want nothing after the report"},
		"an array":           {"[" + good + "]", "not a report: "},
		"null":               {"null", "it has no schema_version"},
		"a number":           {"1", "not a report: "},
		"an empty object":    {"{}", "it has no schema_version"},
		"a snapshot":         {`{"schema_version": 1, "meta": {}, "coverage": {}, "aws": {}}`, "it is a snapshot"},
		"SARIF":              {`{"version": "2.1.0", "runs": []}`, "it is a SARIF file"},
		"a timeline":         {`{"entries": [], "complete": true}`, "it is a timeline"},
		"a newer version":    {`{"schema_version": 2, "outcomes": 7}`, "schema version 2 is newer than 1"},
		"version 0":          {swap(`"schema_version": 1`, `"schema_version": 0`), "it has no schema_version"},
		"half a version":     {swap(`"schema_version": 1`, `"schema_version": 1.5`), "it has no schema_version"},
		"a name twice":       {swap(`"schema_version": 1`, `"outcomes": [], "schema_version": 1`), "duplicate object member name"},
		"another type":       {swap(`"rule": "a.failed"`, `"rule": 7`), "want string"},
		"no account":         {swap("123456789012", ""), "scan.account_id"},
		"a forged account":   {swap("123456789012", "1;reboot"), "scan.account_id"},
		"no time":            {swap(`"ended_at": "2026-11-18T00:00:00Z"`, `"more": 1`), "scan.ended_at"},
		"no outcomes":        {swap(`"outcomes": [`, `"outcome": [`), "outcomes, rules or coverage is missing"},
		"no coverage":        {swap(`"coverage"`, `"cover"`), "outcomes, rules or coverage is missing"},
		"an outcome less":    {swap(`"id": "a.failed"`, `"id": "a.more"`), `rules lacks it`},
		"a rule twice":       {swap(`"id": "a.failed"`, `"id": "a.unknown"`), "twice"},
		"a rule more":        {swap(`"rules": [`, `"rules": [{"id": "a.more"},`), `rule "a.more" has no outcome`},
		"an outcome twice":   {swap(`"rule": "a.unknown"`, `"rule": "a.failed"`), "twice"},
		"an unknown status":  {swap(`"status": "unknown"`, `"status": "fine"`), `unknown status "fine"`},
		"a pass that failed": {swap(`"status": "fail"`, `"status": "pass"`), "status pass with 1 findings, and 0 waived"},
		"a fail of nothing":  {swap(`"status": "unknown"`, `"status": "fail"`), "status fail with 0 findings, and 0 waived"},
		"a pass waived":      {swap(`"status": "fail"`, `"status": "waived"`), "status waived with 1 findings, and 0 waived"},
		"a waived fail":      {swap(`"evidence": null`, `"waived": {}`), "status fail with 0 findings, and 1 waived"},
		"a severity":         {swap(`"severity": "high"`, `"severity": "awful"`), `the severity "awful"`},
		"a coverage":         {swap(`"status": "complete"`, `"status": "some"`), `unknown status "some"`},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := report.Decode([]byte(tc.text))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error that says %q", err, tc.want)
			}
			if r != nil {
				t.Error("a report is returned with the error")
			}
		})
	}
}

func TestDecodeWaived(t *testing.T) {
	for _, status := range []report.Status{report.Waived, report.Unknown, report.Error} {
		r := whole()
		r.Outcomes[0].Status, r.Outcomes[0].Findings[0].Waived = status, &report.Acceptance{Reason: "known"}
		if _, err := report.Decode([]byte(encode(t, r))); err != nil {
			t.Error(err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	b, err := json.Marshal(whole())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"schema_version": 1, "outcomes": null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := report.Decode(b)
		if (r == nil) == (err == nil) {
			t.Errorf("got %v, %v", r, err)
		}
	})
}
