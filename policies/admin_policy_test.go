package policies_test

import (
	"encoding/json"
	"testing"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/administrators"
)

// TestAdministratorsOfEvents holds the policies to the collector's table of what makes an administrator: the
// text of an event is judged as the state is.
func TestAdministratorsOfEvents(t *testing.T) {
	events := []map[string]any{}
	for _, tc := range administrators.Policies() {
		events = append(events, map[string]any{
			"id": tc.Name, "time": "2026-11-22T03:00:00Z", "source": "iam.amazonaws.com", "name": "PutUserPolicy", "succeeded": true,
			"request": map[string]any{"userName": tc.Name, "policyDocument": tc.Document()},
		})
	}
	found := map[string]bool{}
	for _, finding := range judged(t, "ioc.admin_granted", "PutUserPolicy", events).Findings {
		found[finding.Key] = true
	}
	for _, tc := range administrators.Policies() {
		t.Run(tc.Name, func(t *testing.T) {
			if found[tc.Name] != tc.Administrator {
				t.Errorf("found = %t, want %t", found[tc.Name], tc.Administrator)
			}
		})
	}
}

// judged returns the outcome of a rule for the events of a name of IAM.
func judged(t *testing.T, rule, name string, events []map[string]any) report.Outcome {
	t.Helper()
	document, err := json.Marshal(map[string]any{
		"schema_version": snapshot.SchemaVersion,
		"meta": map[string]any{
			"account_id": "123456789012", "partition": "aws", "collected_at": "2026-11-22T12:00:00Z",
			"window": map[string]any{"state_since": "2026-11-15T12:00:00Z", "events_since": "2026-11-21T12:00:00Z"},
		},
		"coverage": map[string]any{"activity.groups": map[string]any{"status": snapshot.Complete}},
		"aws": map[string]any{"activity": map[string]any{"groups": []any{
			map[string]any{"source": "iam.amazonaws.com", "name": name, "events": events},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	snap, err := snapshot.Decode(document)
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.Load(t.Context(), engine.Options{Rules: []string{rule}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Evaluate(t.Context(), snap, report.Tool{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Outcomes) != 1 {
		t.Fatalf("%d outcomes, want 1", len(r.Outcomes))
	}
	return r.Outcomes[0]
}
