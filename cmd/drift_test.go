package cmd_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

type resource = map[string]any

// beforeIncident returns the compromised account as it was eight days before the recording: without
// what the intruder brought, and with what they took away. A section that the snapshot lacks, it
// lacks too.
func beforeIncident(t *testing.T, snap *snapshot.Snapshot) *snapshot.Snapshot {
	t.Helper()
	past := clone(t, snap)
	past.Meta.StartedAt, past.Meta.CollectedAt = snap.Meta.StartedAt.AddDate(0, 0, -8), snap.Meta.CollectedAt.AddDate(0, 0, -8)
	const since = "2026-11-18"
	for _, section := range []string{"iam.users", "iam.roles", "iam.saml_providers"} {
		editList(t, past, section, func(list []resource) []resource {
			return slices.DeleteFunc(list, func(r resource) bool { return strings.Compare(r["create_date"].(string), since) > 0 })
		})
	}
	change(t, past, "iam.roles", "arn:aws:iam::123456789012:role/incident-responder", func(role resource) {
		trust, _ := role["trust"].([]any)
		role["trust"] = append(trust, trust[0].(resource))
		role["trust"].([]any)[0] = resource{"effect": "Deny", "principals": []any{}, "not_principals": []any{},
			"actions": []any{"sts:AssumeRole"}, "not_actions": []any{}, "conditions": []any{}}
	})
	editOne(t, past, "iam.account_summary", func(s resource) { s["account_mfa_enabled"] = true })
	editOne(t, past, "account.contact_information", func(c resource) { c["phone_number"] = "+47 22 00 00 01" })
	put(t, past, "account.security_contact", resource{"email_address": "security@example.com"})
	editList(t, past, "account.regions", func(list []resource) []resource {
		return slices.DeleteFunc(list, func(r resource) bool { return r["name"] == "eu-south-1" })
	})
	change(t, past, "cloudtrail.trails", "arn:aws:cloudtrail:eu-west-1:123456789012:trail/checkout-audit",
		func(trail resource) { trail["log_file_validation_enabled"] = true })
	add(t, past, "cloudtrail.trails", resource{"arn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/old",
		"name": "old", "home_region": "us-east-1", "s3_bucket_name": "old"})
	alertedBefore(t, past)
	watchedBefore(t, past)
	return past
}

// sinceBeforeIncident judges the compromised account against what it was before the incident.
func sinceBeforeIncident(t *testing.T, o engine.Options) *report.Report {
	t.Helper()
	eng, err := engine.Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	account, err := awsreplay.Open(accounts.Compromised())
	if err != nil {
		t.Fatal(err)
	}
	snap := collectRecorded(t, eng, account)
	r, err := eng.EvaluateAgainst(t.Context(), input(t, snap), input(t, beforeIncident(t, snap)), report.Tool{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestDrift compares the compromised account with what it was before the incident: exactly the
// changes are found to be changes.
func TestDrift(t *testing.T) {
	r := sinceBeforeIncident(t, engine.Options{})
	var got []string
	for _, o := range r.Outcomes {
		for _, f := range o.Findings {
			if f.Evidence["kind"] == "drift" && slices.Contains(drifting, o.Rule) {
				got = append(got, strings.TrimSpace(o.Rule+" "+f.Resource.Name+" "+f.Key))
			}
			if f.Evidence["kind"] == "drift" && f.Baseline == report.Unchanged && o.Rule != "ioc.subscription_removed" {
				t.Errorf("%s: a change that the baseline has too: %s", o.Rule, f.Message)
			}
		}
	}
	want := []string{
		"impact.identity_provider_added corporate-idp-backup",
		"impact.role_trust_changed incident-responder",
		"impact.role_trust_changed metrics-vendor-readonly",
		"impact.role_trust_changed session-restore",
		"ioc.alarm_deleted ConsoleLogins",
		"ioc.alarm_disabled TargetTracking-service/web/checkout-api-AlarmHigh-0a1b2c3d",
		"ioc.alarm_disabled RootUsage",
		"ioc.contact_changed account primary",
		"ioc.contact_changed account security",
		"ioc.iam_user_created support-audit",
		"ioc.log_group_deleted cloudtrail/checkout-audit",
		"ioc.log_group_deleted cloudtrail/management-events retention",
		"ioc.metric_filter_deleted cloudtrail/management-events CloudTrailChanges",
		"ioc.metric_filter_deleted cloudtrail/management-events UnauthorizedApiCalls",
		"ioc.region_enabled account",
		"ioc.root_mfa_removed root",
		"ioc.subscription_muted a7e3c9d2-5b64-4c0f-8a1d-3e7f2b9c4d22",
		"ioc.subscription_redirected billing-alerts email",
		"ioc.subscription_removed billing-alerts",
		"ioc.topic_deleted security-oncall",
		"ioc.trail_deleted old",
		"ioc.trail_weakened checkout-audit log_file_validation_enabled",
		"ioc.trigger_disabled root-console-login",
		"ioc.trigger_disabled trail-changes",
		"ioc.trigger_disabled incident-response/hourly-containment",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// drifting are the rules that beforeIncident is made for.
var drifting = []string{
	"impact.identity_provider_added", "impact.role_trust_changed", "ioc.alarm_deleted", "ioc.alarm_disabled",
	"ioc.contact_changed", "ioc.iam_user_created", "ioc.log_group_deleted", "ioc.metric_filter_deleted", "ioc.region_enabled",
	"ioc.root_mfa_removed", "ioc.subscription_muted", "ioc.subscription_redirected", "ioc.subscription_removed", "ioc.topic_deleted",
	"ioc.trail_deleted", "ioc.trail_weakened", "ioc.trigger_disabled",
}

func clone(t *testing.T, snap *snapshot.Snapshot) *snapshot.Snapshot {
	t.Helper()
	b, err := snapshot.Encode(snap)
	if err != nil {
		t.Fatal(err)
	}
	out, err := snapshot.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// edit changes a section that was read.
func edit[T any](t *testing.T, snap *snapshot.Snapshot, section string, change func(T) T) {
	t.Helper()
	service, name, _ := strings.Cut(section, ".")
	raw, ok := snap.AWS[service][name]
	if !ok {
		return
	}
	var value T
	if err := json.Unmarshal(raw, &value); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(change(value))
	if err != nil {
		t.Fatal(err)
	}
	snap.AWS[service][name] = b
}

func editList(t *testing.T, snap *snapshot.Snapshot, section string, change func([]resource) []resource) {
	t.Helper()
	edit(t, snap, section, change)
}

func editOne(t *testing.T, snap *snapshot.Snapshot, section string, change func(resource)) {
	t.Helper()
	edit(t, snap, section, func(r resource) resource { change(r); return r })
}

func change(t *testing.T, snap *snapshot.Snapshot, section, arn string, change func(resource)) {
	t.Helper()
	editList(t, snap, section, func(list []resource) []resource {
		for _, r := range list {
			if r["arn"] == arn {
				change(r)
			}
		}
		return list
	})
}

func add(t *testing.T, snap *snapshot.Snapshot, section string, r resource) {
	t.Helper()
	editList(t, snap, section, func(list []resource) []resource { return append(list, r) })
}

// put fills a section that was read and found to be absent.
func put(t *testing.T, snap *snapshot.Snapshot, section string, r resource) {
	t.Helper()
	if snap.Coverage[section].Status != snapshot.Complete {
		return
	}
	service, name, _ := strings.Cut(section, ".")
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if snap.AWS[service] == nil {
		snap.AWS[service] = map[string]json.RawMessage{}
	}
	snap.AWS[service][name] = b
}
