package cmd_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// expected is what a rule has to say of a recorded account.
type expected struct {
	Status   report.Status `json:"status"`
	Reason   string        `json:"reason,omitempty"`
	Findings []found       `json:"findings,omitempty"`
	Possible []found       `json:"possible,omitempty"`
}

type found struct {
	ID       string          `json:"id"`
	Resource string          `json:"resource"`
	Key      string          `json:"key,omitempty"`
	Baseline report.Standing `json:"baseline,omitempty"`
}

// TestAccounts holds the verdict of every rule on both recorded accounts, and the ids of its findings,
// against testdata/cases: as the accounts are, and compared with what the compromised one was before.
func TestAccounts(t *testing.T) {
	eng := loadMatrix(t)
	for name, files := range map[string]fs.FS{"compromised": accounts.Compromised(), "clean": accounts.Clean()} {
		t.Run(name, func(t *testing.T) {
			account, err := awsreplay.Open(files)
			if err != nil {
				t.Fatal(err)
			}
			snap := collectRecorded(t, eng, account)
			if snap == nil {
				t.Fatal("the account cannot be read at all")
			}
			before := snap
			if name == "compromised" {
				before = beforeIncident(t, snap)
			}
			golden(t, filepath.Join(casesDir, name, "want.json"), said(judgeRecorded(t, eng, snap, nil)))
			golden(t, filepath.Join(casesDir, name, "want_against_baseline.json"), said(judgeRecorded(t, eng, snap, before)))
		})
	}
}

func said(r *report.Report) map[string]expected {
	out := map[string]expected{}
	for _, o := range r.Outcomes {
		out[o.Rule] = expected{o.Status, o.Reason, identified(o.Findings), identified(o.Possible)}
	}
	return out
}

func identified(findings []report.Finding) []found {
	var out []found
	for _, f := range findings {
		out = append(out, found{f.ID, f.Resource.ARN, f.Key, f.Baseline})
	}
	return out
}

// golden compares a value with a committed file, which go test -update writes anew.
func golden(t *testing.T, file string, value any) {
	t.Helper()
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s is not what the rules say; make golden writes it (-want +got):\n%s", file, diff)
	}
}
