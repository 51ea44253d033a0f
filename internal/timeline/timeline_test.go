package timeline_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/internal/timeline"
)

func account(status snapshot.Status) *snapshot.Snapshot {
	return &snapshot.Snapshot{
		Coverage: map[string]snapshot.Coverage{"activity.root": {Status: status}, "activity.groups": {Status: status}},
		AWS: map[string]map[string]json.RawMessage{"activity": {
			"root": json.RawMessage(`[
				{"time":"2026-11-02T10:00:00Z","id":"b","source":"iam.amazonaws.com","name":"CreateUser","root":"human","succeeded":true,
				 "source_ip_address":"198.51.100.7","user_agent":"cli","actor":{"arn":"arn:aws:iam::1:root"},"request":{"userName":"eve"}},
				{"time":"2026-11-02T09:00:00Z","id":"a","source":"kms.amazonaws.com","name":"Decrypt","root":"service","succeeded":true,
				 "actor":{"invoked_by":"AWS Internal"}}]`),
			"groups": json.RawMessage(`[{"source":"iam.amazonaws.com","name":"CreateUser","events":[
				{"time":"2026-11-02T10:00:00Z","id":"b","source":"iam.amazonaws.com","name":"CreateUser","root":"human","succeeded":true,
				 "source_ip_address":"198.51.100.7","user_agent":"cli","actor":{"arn":"arn:aws:iam::1:root"},"request":{"userName":"eve"}},
				{"time":"2026-11-02T11:00:00Z","id":"c","source":"iam.amazonaws.com","name":"CreateUser","succeeded":false,"error_code":"AccessDenied",
				 "source_ip_address":"198.51.100.7","actor":{"arn":"arn:aws:iam::1:user/m"}}]}]`),
		}},
	}
}

func at(hour int) time.Time { return time.Date(2026, 11, 2, hour, 0, 0, 0, time.UTC) }

func TestOfReport(t *testing.T) {
	outcomes := []report.Outcome{{Rule: "ioc.iam_user_created", Findings: []report.Finding{
		{Evidence: map[string]any{
			"event_id": "c", "event_time": "2026-11-02T11:00:00Z", "event": "iam.amazonaws.com/CreateUser", "actor": "arn:aws:iam::1:user/m",
			"source_ip_address": "198.51.100.7", "error_code": "AccessDenied", "succeeded": false,
		}},
		{Evidence: map[string]any{"event_id": "b"}},
		{Evidence: map[string]any{"kind": "state"}},
	}}}
	got, err := timeline.OfReport(account(snapshot.Complete), outcomes)
	if err != nil {
		t.Fatal(err)
	}
	want := &report.Timeline{
		Entries: []report.Entry{
			{
				Time: at(10), ID: "b", Event: "iam.amazonaws.com/CreateUser", Actor: "arn:aws:iam::1:root", Root: "human",
				SourceIPAddress: "198.51.100.7", UserAgent: "cli", Target: "eve", Succeeded: true, Rules: []string{"ioc.iam_user_created"},
			},
			{
				Time: at(11), ID: "c", Event: "iam.amazonaws.com/CreateUser", Actor: "arn:aws:iam::1:user/m",
				SourceIPAddress: "198.51.100.7", ErrorCode: "AccessDenied", Rules: []string{"ioc.iam_user_created"},
			},
		},
		Addresses: []report.Seen{{Name: "198.51.100.7", First: at(10), Last: at(11), Count: 2}},
		Agents:    []report.Seen{{Name: "cli", First: at(10), Last: at(10), Count: 1}},
		Complete:  true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOf(t *testing.T) {
	got, err := timeline.Of(account(snapshot.Partial))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range got.Entries {
		ids = append(ids, e.ID)
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, ids); diff != "" || got.Complete {
		t.Errorf("complete: %v, want false\n%s", got.Complete, diff)
	}
}

func TestNobodyLooked(t *testing.T) {
	if got, err := timeline.Of(account(snapshot.Off)); got != nil || err != nil {
		t.Errorf("got %v, %v, want neither", got, err)
	}
}

func TestBrokenSection(t *testing.T) {
	snap := account(snapshot.Complete)
	snap.AWS["activity"]["root"] = json.RawMessage(`{"time":1}`)
	if _, err := timeline.Of(snap); err == nil {
		t.Error("no error")
	}
}
