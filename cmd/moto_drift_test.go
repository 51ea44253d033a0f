//go:build moto

package cmd_test

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// unanswered are the operations of which moto gives no true answer.
var unanswered = []string{
	// It lacks them.
	"access-analyzer:ListAnalyzers",
	"account:GetContactInformation",
	"cloudformation:ListResources",
	"cloudtrail:ListEventDataStores",
	"cloudtrail:LookupEvents",
	"cloudwatch:ListAlarmMuteRules",
	"ec2:DescribeInstanceImageMetadata",
	"guardduty:ListFindings",
	"iam:ListOrganizationsFeatures",
	"iam:SimulatePrincipalPolicy",
	"securityhub:DescribeSecurityHubV2",
	"securityhub:GetEnabledStandards",
	"securityhub:ListEnabledProductsForImport",
	"support:DescribeSeverityLevels",
	"support:DescribeTrustedAdvisorCheckSummaries",
	// It lacks them. They are not asked, for want of what has to be asked first or since all buckets restrict
	// what their policies say.
	"cloudtrail:GetEventDataStore",
	"cloudwatch:GetAlarmMuteRule",
	"ec2:GetAllowedImagesSettings",
	"guardduty:GetFindings",
	"s3:GetBucketPolicyStatus",
	// It answers unlike AWS: without some members, without a row for root, with another root element.
	"iam:GetAccountSummary",
	"iam:GetCredentialReport",
	"s3:GetBucketVersioning",
}

// watched are the verdicts of the account of this name, with itself as baseline. The state of all that
// was made lately is a finding, in the baseline as well.
var watched = map[string][]string{
	failed: {
		"impact.bucket_created", "impact.identity_provider_added", "impact.instance_launched",
		"ioc.ami_created", "ioc.iam_user_created", "ioc.iam_user_credential_added",
		"ioc.topic_without_subscribers", // moto counts none
	},
	passed: {
		"impact.bucket_public",
		"impact.bucket_replicates_externally",
		"impact.bucket_shared_externally",
		"impact.instance_with_admin_profile",
		"impact.role_federation_unbounded",
		"impact.role_trust_without_external_id",
		"impact.role_trusts_anyone",
		"impact.role_trusts_external_account",
		"impact.user_with_admin",
		"ioc.access_key_quarantined",
		"ioc.subscription_redirected",
		"ioc.trail_delivery_failing",
		"readiness.billing_contact_missing",
		"readiness.caller_is_root",
		"readiness.caller_uses_access_key",
		"readiness.config_recorder_off",
		"readiness.guardduty_disabled",
		"readiness.management_events_unrecorded",
		"readiness.operations_contact_missing",
		"readiness.root_mfa_virtual_only",
		"readiness.root_usage_not_alerted",
		"readiness.security_contact_missing",
		"readiness.security_hub_disabled",
		"readiness.support_role_missing",
		"readiness.trail_bucket_public",
		"readiness.trail_change_not_alerted",
		"readiness.trail_log_validation_off",
		"readiness.trail_missing",
		"readiness.user_creation_not_alerted",
	},
	skipped: {
		"impact.credential_not_rotated",
		"readiness.security_contact_outside_organization",
	},
	noSummary: {
		"readiness.root_access_key_present",
		"readiness.root_mfa_missing",
		"readiness.root_signing_certificate_present",
	},
	noRootRow: {
		"impact.user_without_mfa",
		"ioc.root_used",
	},
	noMuteRules: {
		"ioc.alarm_muted",
		"readiness.contact_change_not_alerted",
	},
	noImages: {
		"ioc.ami_public",
		"ioc.ami_unavailable",
	},
	noAnalyzers: {"ioc.detection_service_disabled", "readiness.access_analyzer_missing"},
	noContact: {
		"readiness.primary_contact_incomplete",
	},
	noHubV2: {
		"readiness.security_hub_without_standards",
	},
	noSeverities: {
		"readiness.support_case_unavailable",
	},
	noAdvisor: {
		"readiness.trusted_advisor_stale",
		"readiness.trusted_advisor_unavailable",
	},
	noVersioning: {
		"readiness.trail_bucket_unprotected",
	},
	noListings: {
		"impact.unexpected_resource",
	},
	noFindings: {
		"ioc.guardduty_root_finding",
	},
	noFeatures: {
		"readiness.root_credentials_not_centralized",
	},
	noSimulation: {
		"readiness.responder_lacks_containment_rights",
	},
	noHistory: {
		"ioc.executions_aborted",
		"impact.role_trust_changed",
		"ioc.admin_granted",
		"ioc.alarm_deleted",
		"ioc.alarm_disabled",
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
		"ioc.trail_bucket_tampered",
		"ioc.trail_deleted",
		"ioc.trail_stopped",
		"ioc.trail_weakened",
		"ioc.trigger_disabled",
	},
}

// brokenInto are the verdicts that the intrusion changes, but for the rules that fail by what it must cause.
var brokenInto = map[string]string{
	"readiness.root_credentials_not_centralized": skipped,
	"readiness.security_hub_disabled":            noHubV2,
	"readiness.trail_change_not_alerted":         noMuteRules,
	"readiness.user_creation_not_alerted":        noMuteRules,
}

// TestMotoDrift breaks into an account of moto by the AWS CLI at $MOTO_AWS_CLI, and compares what is found of it,
// with the account before as baseline, with what each of the changes must cause: no less, and no more.
func TestMotoDrift(t *testing.T) {
	populateMoto(t, useMoto(t), "watched")
	config := filepath.Join("..", "testdata", "moto", "watched.yaml")
	baseline, recording, first := collectMoto(t, "--config", config)
	if diff := cmp.Diff(slices.Sorted(slices.Values(unanswered)), withoutAnswer(t, recording, first)); diff != "" {
		t.Errorf("operations without a true answer (-want +got)\n%s", diff)
	}

	scan := func(want map[string]string) report.Report {
		t.Helper()
		r := scanMoto(t, "--config", config, "--baseline", baseline)
		if diff := cmp.Diff(want, verdicts(r, want)); diff != "" {
			t.Errorf("verdicts (-want +got)\n%s", diff)
		}
		return r
	}
	want := verdictOfEach(t, watched)
	if found := foundSince(scan(want)); len(found) > 0 {
		t.Errorf("nothing was changed, and found was\n%s", strings.Join(found, "\n"))
	}

	caused := breakIn(t)
	maps.Copy(want, brokenInto)
	for _, finding := range caused {
		rule, _, _ := strings.Cut(strings.TrimPrefix(finding, unsure), " ")
		want[rule] = failed
	}
	if diff := cmp.Diff(caused, foundSince(scan(want))); diff != "" {
		t.Errorf("findings (-want +got)\n%s", diff)
	}
}

// withoutAnswer lists the operations of all collectors that were not asked, or of whose answers something is missing.
func withoutAnswer(t *testing.T, recording string, snap snapshot.Snapshot) []string {
	t.Helper()
	missing := map[string]bool{}
	for _, section := range snap.Coverage {
		for _, gap := range section.Gaps {
			missing[gap.Operation] = true
		}
	}
	var without []string
	for _, o := range collector.Operations(collector.SectionNames()) {
		_, err := os.Stat(filepath.Join(recording, strings.Replace(o.Action, ":", ".", 1)+".json"))
		if err != nil || missing[o.Action] {
			without = append(without, o.Action)
		}
	}
	return without
}

// unsure begins a finding of which it is not known whether the baseline has it.
const unsure = "unsure "

// foundSince lists the findings that the baseline does not have, in the words of intrusion.sh.
func foundSince(r report.Report) []string {
	found := []string{}
	for _, o := range r.Outcomes {
		for _, f := range o.Findings {
			standing := map[report.Standing]string{report.UnknownStanding: unsure}[f.Baseline]
			kind, ok := f.Evidence["kind"].(string)
			if !ok {
				kind = "state"
			}
			if f.Baseline != report.Unchanged {
				found = append(found, strings.TrimSpace(strings.Join([]string{standing + o.Rule, kind, f.Resource.ARN, f.Key}, " ")))
			}
		}
	}
	slices.Sort(found)
	return found
}

// breakIn changes the account and returns the findings that this must cause.
func breakIn(t *testing.T) []string {
	t.Helper()
	cli := os.Getenv("MOTO_AWS_CLI")
	if cli == "" {
		t.Fatal("MOTO_AWS_CLI is not set: run .ci/run moto")
	}
	script := exec.Command("bash", filepath.Join("..", "testdata", "moto", "intrusion.sh"))
	script.Env = append(os.Environ(), "PATH="+filepath.Dir(cli)+string(os.PathListSeparator)+os.Getenv("PATH"))
	var stdout, stderr bytes.Buffer
	script.Stdout, script.Stderr = &stdout, &stderr
	if err := script.Run(); err != nil {
		t.Fatalf("break in: %v\n%s", err, &stderr)
	}
	return slices.Sorted(strings.SplitSeq(strings.TrimSpace(stdout.String()), "\n"))
}
