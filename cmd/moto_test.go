//go:build moto

package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/cmd"
	"github.com/tocsin-dev/tocsin/internal/report"
)

// What moto cannot answer, and the rules that are therefore undecided: its account summary lacks
// members, its credential report has no row for root, and it has no event data stores.
const (
	noSummary = "unknown: iam:GetAccountSummary"
	noRootRow = "unknown: iam:GetCredentialReport"
	noStores  = "unknown: cloudtrail:ListEventDataStores"
)

// motoAccounts are the accounts that testdata/moto/populate.py makes, with the verdict of every rule.
var motoAccounts = []struct {
	name   string
	status int
	want   map[string]string
}{
	{
		name:   "neglected",
		status: report.ExitFindings,
		want: map[string]string{
			"impact.role_trusts_anyone":                  "fail",
			"impact.role_trusts_external_account":        "fail",
			"ioc.access_key_quarantined":                 "fail",
			"ioc.alarm_disabled":                         "fail",
			"ioc.iam_user_created":                       "fail",
			"ioc.root_used":                              noRootRow,
			"ioc.topic_without_subscribers":              "fail",
			"ioc.trail_delivery_failing":                 "pass",
			"ioc.trail_stopped":                          "fail",
			"readiness.caller_is_root":                   "pass",
			"readiness.management_events_unrecorded":     noStores,
			"readiness.root_access_key_present":          noSummary,
			"readiness.root_mfa_missing":                 noSummary,
			"readiness.root_mfa_virtual_only":            "pass",
			"readiness.root_signing_certificate_present": noSummary,
			"readiness.security_contact_missing":         "fail",
			"readiness.trail_log_validation_off":         "fail",
			"readiness.trail_missing":                    "pass",
		},
	},
	{
		name:   "empty",
		status: report.ExitFindings,
		want: map[string]string{
			"impact.role_trusts_anyone":                  "pass",
			"impact.role_trusts_external_account":        "pass",
			"ioc.access_key_quarantined":                 "pass",
			"ioc.alarm_disabled":                         "pass",
			"ioc.iam_user_created":                       "pass",
			"ioc.root_used":                              noRootRow,
			"ioc.topic_without_subscribers":              "pass",
			"ioc.trail_delivery_failing":                 "pass",
			"ioc.trail_stopped":                          "pass",
			"readiness.caller_is_root":                   "pass",
			"readiness.management_events_unrecorded":     noStores,
			"readiness.root_access_key_present":          noSummary,
			"readiness.root_mfa_missing":                 noSummary,
			"readiness.root_mfa_virtual_only":            "pass",
			"readiness.root_signing_certificate_present": noSummary,
			"readiness.security_contact_missing":         "fail",
			"readiness.trail_log_validation_off":         "pass",
			"readiness.trail_missing":                    noStores,
		},
	},
	{
		name:   "sound",
		status: report.ExitIncomplete,
		want: map[string]string{
			"impact.role_trusts_anyone":                  "pass",
			"impact.role_trusts_external_account":        "pass",
			"ioc.access_key_quarantined":                 "pass",
			"ioc.alarm_disabled":                         "pass",
			"ioc.iam_user_created":                       "pass",
			"ioc.root_used":                              noRootRow,
			"ioc.topic_without_subscribers":              "pass",
			"ioc.trail_delivery_failing":                 "pass",
			"ioc.trail_stopped":                          "pass",
			"readiness.caller_is_root":                   "pass",
			"readiness.management_events_unrecorded":     "pass",
			"readiness.root_access_key_present":          noSummary,
			"readiness.root_mfa_missing":                 noSummary,
			"readiness.root_mfa_virtual_only":            "pass",
			"readiness.root_signing_certificate_present": noSummary,
			"readiness.security_contact_missing":         "pass",
			"readiness.trail_log_validation_off":         "pass",
			"readiness.trail_missing":                    "pass",
		},
	},
}

// TestMoto scans accounts of moto, an AWS emulator that others wrote, at $MOTO_ENDPOINT. It needs a
// Python that has boto3, by default python3. `.ci/run moto` provides both.
func TestMoto(t *testing.T) {
	endpoint := os.Getenv("MOTO_ENDPOINT")
	if endpoint == "" {
		t.Fatal("MOTO_ENDPOINT is not set: run .ci/run moto")
	}
	t.Setenv("AWS_ENDPOINT_URL", endpoint)
	t.Setenv("AWS_ACCESS_KEY_ID", "moto")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "moto")
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_MAX_ATTEMPTS", "1") // moto says 500 to what it does not know

	for _, account := range motoAccounts {
		t.Run(account.name, func(t *testing.T) {
			populateMoto(t, endpoint, account.name)
			dir := t.TempDir()
			jsonFile, sarifFile := filepath.Join(dir, "out.json"), filepath.Join(dir, "out.sarif")
			var stdout, stderr bytes.Buffer
			args := []string{"scan", "-o", "sarif=" + sarifFile, "-o", "json=" + jsonFile}
			status := cmd.Main(context.Background(), args, strings.NewReader(""), &stdout, &stderr)
			if status != account.status {
				t.Errorf("exit status %d, want %d\n%s", status, account.status, &stderr)
			}
			var got report.Report
			readJSON(t, jsonFile, &got)
			if diff := cmp.Diff(account.want, verdicts(got, account.want)); diff != "" {
				t.Errorf("verdicts (-want +got)\n%s", diff)
			}
			if !slices.Equal(got.Scan.EndpointOverrides, []string{endpoint}) {
				t.Errorf("the report names %v as answering in place of AWS, want %s", got.Scan.EndpointOverrides, endpoint)
			}
			if diff := cmp.Diff(rulesThat("fail", account.want), sarifResults(t, sarifFile)); diff != "" {
				t.Errorf("rules with SARIF results (-want +got)\n%s", diff)
			}
		})
	}
}

func populateMoto(t *testing.T, endpoint, account string) {
	t.Helper()
	python := os.Getenv("MOTO_PYTHON")
	if python == "" {
		python = "python3"
	}
	script := filepath.Join("..", "testdata", "moto", "populate.py")
	if out, err := exec.Command(python, script, endpoint, account).CombinedOutput(); err != nil {
		t.Fatalf("populate moto: %v\n%s", err, out)
	}
}

// verdicts maps each rule to its status; one that is unknown for want of an operation to that
// operation too, if the reason names it, and to the reason otherwise.
func verdicts(r report.Report, want map[string]string) map[string]string {
	got := map[string]string{}
	for _, o := range r.Outcomes {
		got[o.Rule] = string(o.Status)
		if o.Status != report.Unknown {
			continue
		}
		_, operation, _ := strings.Cut(want[o.Rule], ": ")
		if operation != "" && strings.Contains(o.Reason, operation) {
			got[o.Rule] += ": " + operation
		} else {
			got[o.Rule] += ": " + o.Reason
		}
	}
	return got
}

func rulesThat(status string, verdicts map[string]string) []string {
	var rules []string
	for rule, verdict := range verdicts {
		if verdict == status {
			rules = append(rules, rule)
		}
	}
	slices.Sort(rules)
	return rules
}

func sarifResults(t *testing.T, file string) []string {
	t.Helper()
	var log struct {
		Runs []struct {
			Results []struct{ RuleID string }
		}
	}
	readJSON(t, file, &log)
	var rules []string
	for _, run := range log.Runs {
		for _, result := range run.Results {
			rules = append(rules, result.RuleID)
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

func readJSON(t *testing.T, file string, v any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatalf("read %s: %v", filepath.Base(file), err)
	}
}
