//go:build moto

package cmd_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// The verdicts. An unknown one names the operation that moto lacks or, as the comment
// says, answers unlike AWS.
const (
	failed  = "fail"
	passed  = "pass"
	skipped = "skipped"

	noSummary      = "unknown: iam:GetAccountSummary"   // lacks members
	noRootRow      = "unknown: iam:GetCredentialReport" // has no row for root
	noHistory      = "unknown: cloudtrail:LookupEvents"
	noStores       = "unknown: cloudtrail:ListEventDataStores"
	noMuteRules    = "unknown: cloudwatch:ListAlarmMuteRules"
	noImages       = "unknown: ec2:DescribeInstanceImageMetadata"
	noAnalyzers    = "unknown: access-analyzer:ListAnalyzers"
	noContact      = "unknown: account:GetContactInformation"
	noHubV2        = "unknown: securityhub:DescribeSecurityHubV2"
	noListings     = "unknown: cloudformation:ListResources"
	noFindings     = "unknown: guardduty:ListFindings"
	noFeatures     = "unknown: iam:ListOrganizationsFeatures"
	noSimulation   = "unknown: iam:SimulatePrincipalPolicy"
	noSeverities   = "unknown: support:DescribeSeverityLevels"
	noAdvisor      = "unknown: support:DescribeTrustedAdvisorCheckSummaries"
	noPolicyStatus = "unknown: s3:GetBucketPolicyStatus" // answers with the bucket's objects
	noVersioning   = "unknown: s3:GetBucketVersioning"   // answers with another root element
)

// inEveryAccount are the rules that say the same of all the accounts. What is skipped wants a baseline, a
// parameter or a service that no account has.
var inEveryAccount = map[string][]string{
	failed: {"readiness.config_recorder_off", "readiness.guardduty_disabled"},
	passed: {
		"impact.bucket_replicates_externally",
		"impact.bucket_shared_externally",
		"impact.instance_launched",
		"impact.instance_with_admin_profile",
		"impact.role_federation_unbounded",
		"impact.user_with_admin",
		"ioc.trail_delivery_failing",
		"readiness.caller_is_root",
		"readiness.caller_uses_access_key",
		"readiness.root_mfa_virtual_only",
	},
	skipped: {
		"impact.credential_not_rotated",
		"impact.unexpected_resource",
		"ioc.executions_aborted",
		"ioc.guardduty_root_finding",
		"ioc.subscription_redirected",
		"readiness.responder_lacks_containment_rights",
		"readiness.root_credentials_not_centralized",
		"readiness.security_contact_outside_organization",
	},
	noAnalyzers: {"ioc.detection_service_disabled", "readiness.access_analyzer_missing"},
	noContact: {
		"readiness.primary_contact_incomplete",
	},
	noMuteRules: {
		"ioc.alarm_muted",
		"readiness.contact_change_not_alerted",
		"readiness.root_usage_not_alerted",
		"readiness.trail_change_not_alerted",
		"readiness.user_creation_not_alerted",
	},
	noImages: {
		"ioc.ami_public",
		"ioc.ami_unavailable",
	},
	noSummary: {
		"readiness.root_access_key_present",
		"readiness.root_mfa_missing",
		"readiness.root_signing_certificate_present",
	},
	noRootRow: {
		"ioc.root_used",
	},
	noHubV2: {
		"readiness.security_hub_disabled",
		"readiness.security_hub_without_standards",
	},
	noSeverities: {
		"readiness.support_case_unavailable",
	},
	noAdvisor: {
		"readiness.trusted_advisor_stale",
		"readiness.trusted_advisor_unavailable",
	},
	noHistory: {
		"impact.identity_provider_added",
		"impact.role_trust_changed",
		"ioc.admin_granted",
		"ioc.alarm_deleted",
		"ioc.ami_created",
		"ioc.ami_unexpected_owner",
		"ioc.contact_changed",
		"ioc.denied_calls_burst",
		"ioc.log_group_deleted",
		"ioc.metric_filter_deleted",
		"ioc.organization_left",
		"ioc.primary_email_changed",
		"ioc.region_enabled",
		"ioc.root_activity",
		"ioc.root_credentials_changed",
		"ioc.root_login_failures",
		"ioc.root_login_without_mfa",
		"ioc.root_mfa_removed",
		"ioc.root_session_assumed",
		"ioc.state_machine_changed",
		"ioc.state_machine_deleted",
		"ioc.subscription_muted",
		"ioc.subscription_removed",
		"ioc.topic_deleted",
		"ioc.trail_deleted",
		"ioc.trail_weakened",
		"ioc.trigger_disabled",
	},
}

// motoAccounts are the accounts that testdata/moto/populate.py makes, with the verdicts of the other rules.
var motoAccounts = []struct {
	name string
	want map[string][]string
}{
	{
		name: "neglected",
		want: map[string][]string{
			failed: {
				"impact.bucket_created",
				"impact.role_trust_without_external_id",
				"impact.role_trusts_anyone",
				"impact.role_trusts_external_account",
				"impact.user_without_mfa",
				"ioc.access_key_quarantined",
				"ioc.alarm_disabled",
				"ioc.iam_user_created",
				"ioc.iam_user_credential_added",
				"ioc.topic_without_subscribers",
				"ioc.trail_stopped",
				"readiness.operations_contact_missing",
				"readiness.security_contact_missing",
				"readiness.support_role_missing",
				"readiness.trail_log_validation_off",
			},
			passed: {
				"readiness.billing_contact_missing",
				"readiness.trail_missing",
			},
			noStores: {
				"readiness.management_events_unrecorded",
			},
			noPolicyStatus: {
				"impact.bucket_public",
				"readiness.trail_bucket_public",
			},
			noVersioning: {
				"readiness.trail_bucket_unprotected",
			},
			noHistory: {
				"ioc.trail_bucket_tampered",
			},
		},
	},
	{
		name: "empty",
		want: map[string][]string{
			failed: {
				"readiness.billing_contact_missing",
				"readiness.operations_contact_missing",
				"readiness.security_contact_missing",
				"readiness.support_role_missing",
			},
			passed: {
				"impact.bucket_created",
				"impact.bucket_public",
				"impact.role_trust_without_external_id",
				"impact.role_trusts_anyone",
				"impact.role_trusts_external_account",
				"ioc.access_key_quarantined",
				"ioc.topic_without_subscribers",
				"readiness.trail_bucket_public",
				"readiness.trail_bucket_unprotected",
				"readiness.trail_log_validation_off",
			},
			noStores: {
				"readiness.management_events_unrecorded",
				"readiness.trail_missing",
			},
			noRootRow: {
				"impact.user_without_mfa",
			},
			noHistory: {
				"ioc.alarm_disabled",
				"ioc.iam_user_created",
				"ioc.iam_user_credential_added",
				"ioc.trail_bucket_tampered",
				"ioc.trail_stopped",
			},
		},
	},
	{
		name: "sound",
		want: map[string][]string{
			failed: {"impact.bucket_created"},
			passed: {
				"impact.role_trust_without_external_id",
				"impact.role_trusts_anyone",
				"impact.role_trusts_external_account",
				"ioc.access_key_quarantined",
				"ioc.topic_without_subscribers",
				"readiness.billing_contact_missing",
				"readiness.management_events_unrecorded",
				"readiness.operations_contact_missing",
				"readiness.security_contact_missing",
				"readiness.support_role_missing",
				"readiness.trail_log_validation_off",
				"readiness.trail_missing",
			},
			noRootRow: {
				"impact.user_without_mfa",
			},
			noPolicyStatus: {
				"impact.bucket_public",
				"readiness.trail_bucket_public",
			},
			noVersioning: {
				"readiness.trail_bucket_unprotected",
			},
			noHistory: {
				"ioc.alarm_disabled",
				"ioc.iam_user_created",
				"ioc.iam_user_credential_added",
				"ioc.trail_bucket_tampered",
				"ioc.trail_stopped",
			},
		},
	},
}

// TestMoto scans accounts of moto, an AWS emulator that others wrote.
func TestMoto(t *testing.T) {
	endpoint := useMoto(t)
	for _, account := range motoAccounts {
		t.Run(account.name, func(t *testing.T) {
			want := verdictOfEach(t, inEveryAccount, account.want)
			populateMoto(t, endpoint, account.name)
			sarifFile := filepath.Join(t.TempDir(), "out.sarif")
			got := scanMoto(t, "-o", "sarif="+sarifFile)
			if diff := cmp.Diff(want, verdicts(got, want)); diff != "" {
				t.Errorf("verdicts (-want +got)\n%s", diff)
			}
			if !slices.Equal(got.Scan.EndpointOverrides, []string{endpoint}) {
				t.Errorf("the report names %v as answering in place of AWS, want %s", got.Scan.EndpointOverrides, endpoint)
			}
			if diff := cmp.Diff(rulesThat(failed, want), sarifResults(t, sarifFile)); diff != "" {
				t.Errorf("rules with SARIF results (-want +got)\n%s", diff)
			}
		})
	}
}

// verdictOfEach turns tables of the rules of each verdict around.
func verdictOfEach(t *testing.T, tables ...map[string][]string) map[string]string {
	t.Helper()
	verdicts := map[string]string{}
	for _, table := range tables {
		for verdict, rules := range table {
			for _, rule := range rules {
				if other, again := verdicts[rule]; again {
					t.Fatalf("the tables have %s twice, as %q and %q", rule, other, verdict)
				}
				verdicts[rule] = verdict
			}
		}
	}
	return verdicts
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
