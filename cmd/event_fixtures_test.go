package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// fixtureVerdicts are the findings of each file of events, which are of what no public log has. All
// else that events alone could tell is not found. An account other than the usual one is named.
var fixtureVerdicts = map[string][]string{
	"alarms-disabled":               {"ioc.alarm_deleted 2", "ioc.alarm_disabled 3"},
	"contacts-changed":              {"444455556666 ioc.contact_changed 1", "ioc.contact_changed 4", "ioc.root_activity 1"},
	"detection-disabled":            {"ioc.detection_service_disabled 3"},
	"dirty-no-id":                   {"ioc.iam_user_created 1"},
	"dirty-no-time":                 {"ioc.trail_stopped 1"},
	"dirty-values":                  {"ioc.iam_user_created 6"},
	"metric-filter-deleted":         {"ioc.log_group_deleted 3", "ioc.metric_filter_deleted 1"},
	"primary-email-changed":         {"444455556666 ioc.primary_email_changed 2"},
	"root-access-key-created":       {"ioc.iam_user_credential_added 1", "ioc.root_activity 1", "ioc.root_credentials_changed 1"},
	"root-assumed":                  {"444455556666 ioc.root_session_assumed 1"},
	"root-assumed-session":          {"ioc.root_activity 1", "ioc.root_session_assumed 1", "ioc.trail_bucket_tampered 1"},
	"root-assumed-session-unmarked": {"ioc.root_activity 1"},
	"root-console-old":              {"ioc.root_activity 1"},
	"root-email-updated":            {"ioc.primary_email_changed 1", "ioc.root_activity 1"},
	"root-federated":                {"ioc.ami_unexpected_owner 1", "ioc.root_activity 1"},
	"root-login":                    {"ioc.root_activity 1", "ioc.root_login_without_mfa 1"},
	"root-login-failed":             {"ioc.root_activity 1", "ioc.root_login_failures 1"},
	"root-login-with-mfa":           {"ioc.root_activity 1"},
	"root-mfa-deactivated":          {"ioc.root_activity 1", "ioc.root_mfa_removed 1"},
	"root-password-recovered":       {"ioc.root_activity 1", "ioc.root_credentials_changed 2"},
	"root-password-updated":         {"ioc.root_activity 1", "ioc.root_credentials_changed 2"},
	"root-service-invoked":          nil,
	"service-event":                 nil,
	"state-machines-paused":         {"ioc.state_machine_changed 1", "ioc.state_machine_deleted 2"},
	"topics-paused":                 {"ioc.subscription_muted 3", "ioc.subscription_removed 1", "ioc.topic_deleted 1"},
	"trail-deleted":                 {"ioc.trail_deleted 1"},
	"trail-stopped":                 {"ioc.trail_stopped 3"},
	"trail-weakened":                {"ioc.trail_weakened 2"},
	"triggers-disabled":             {"ioc.trigger_disabled 4"},
	"user-created":                  {"ioc.admin_granted 2", "ioc.iam_user_created 1", "ioc.iam_user_credential_added 2"},
}

// TestEventFixtures judges files of events alone, and reads the same out of every envelope.
func TestEventFixtures(t *testing.T) {
	eng, err := engine.Load(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../testdata/events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if strings.HasPrefix(name, "envelope-") || strings.HasPrefix(name, "other-") {
			continue // TestReadEveryEnvelope and TestReadSkips read these
		}
		judged++
		want, known := fixtureVerdicts[name]
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			snaps := readEventsOf(t, eng, content)
			if diff := cmp.Diff(want, findingsOf(t, eng, snaps)); diff != "" || !known {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			for envelope, wrapped := range envelopes(t, content) {
				if diff := cmp.Diff(activityOf(snaps), activityOf(readEventsOf(t, eng, wrapped))); diff != "" {
					t.Errorf("%s (-log file +envelope):\n%s", envelope, diff)
				}
			}
		})
	}
	if judged != len(fixtureVerdicts) {
		t.Errorf("%d files, and verdicts of %d", judged, len(fixtureVerdicts))
	}
}

func readEventsOf(t *testing.T, eng *engine.Engine, content []byte) []*snapshot.Snapshot {
	t.Helper()
	snaps, err := collector.Offline(t.Context(), collector.Options{
		Sections: eng.Sections(), EventKinds: eng.Events(), EventSource: collector.EventStream(bytes.NewReader(content)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return snaps
}

func findingsOf(t *testing.T, eng *engine.Engine, snaps []*snapshot.Snapshot) (found []string) {
	t.Helper()
	for _, snap := range snaps {
		account := snap.Meta.AccountID + " "
		for _, o := range judgeRecorded(t, eng, snap, nil).Outcomes {
			if o.Status == report.Error {
				t.Errorf("%s: %s", o.Rule, o.Reason)
			}
			if o.Status == report.Fail {
				found = append(found, fmt.Sprintf("%s%s %d", strings.TrimPrefix(account, "111122223333 "), o.Rule, len(o.Findings)))
			}
		}
	}
	slices.Sort(found)
	return found
}

// activityOf is what was read of each account.
func activityOf(snaps []*snapshot.Snapshot) map[string]string {
	read := map[string]string{}
	for _, snap := range snaps {
		for section, value := range snap.AWS["activity"] {
			read[snap.Meta.AccountID+" "+section] = string(value)
		}
	}
	return read
}

// envelopes puts the records of a log file into what else holds them: a list, one to a line, the answer of
// LookupEvents, and events of EventBridge.
func envelopes(t *testing.T, content []byte) map[string][]byte {
	t.Helper()
	var log struct{ Records []json.RawMessage }
	if err := json.Unmarshal(content, &log); err != nil || len(log.Records) == 0 {
		t.Fatalf("it is no log file: %v", err)
	}
	var lines, bridge bytes.Buffer
	var lookup struct{ Events []any }
	for _, record := range log.Records {
		var line bytes.Buffer
		if err := json.Compact(&line, record); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&lines, "%s\n", line.Bytes())
		fmt.Fprintf(&bridge, `{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":%s}`+"\n", line.Bytes())
		lookup.Events = append(lookup.Events, map[string]any{"CloudTrailEvent": line.String()})
	}
	list, err := json.Marshal(log.Records)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := json.Marshal(lookup)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"list": list, "lines": lines.Bytes(), "EventBridge": bridge.Bytes(), "LookupEvents": answer}
}
