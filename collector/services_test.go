package collector

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// restError is the answer of a REST service everywhere, in a language that nobody here understands.
func restError(status int, code string) string {
	return fmt.Sprintf(`[{"region": "*", "status": %d, "headers": {"X-Amzn-Errortype": %q}, "json": {"message": "ей нет доступа"}}]`, status, code)
}

func rpcError(code, input string) string {
	return fmt.Sprintf(`[{"region": "*", "input": %s, "status": 400, "json": {"__type": %q, "message": "ей нет доступа"}}]`, input, code)
}

// What AWS says where something is not set up is a fact, by its code; all else is a gap.
func TestNotEnabled(t *testing.T) {
	const english, noOrganization = `{"language":"en"}`, "AWSOrganizationsNotInUseException"
	for name, tc := range map[string]struct {
		file, answer, section string
		gap, value            string
	}{
		"no hub":                    {"securityhub.DescribeHub", restError(401, "InvalidAccessException"), "securityhub.hubs", "", "[]"},
		"hub denied":                {"securityhub.DescribeHub", restError(403, "AccessDeniedException"), "securityhub.hubs", "securityhub:DescribeHub in eu-west-1: AccessDeniedException", ""},
		"no hub, no standards":      {"securityhub.DescribeHub", restError(401, "InvalidAccessException"), "securityhub.standards", "", "[]"},
		"standards refused":         {"securityhub.GetEnabledStandards", restError(401, "InvalidAccessException"), "securityhub.standards", "securityhub:GetEnabledStandards in eu-west-1: InvalidAccessException", ""},
		"no newer hub":              {"securityhub.DescribeSecurityHubV2", restError(404, "ResourceNotFoundException"), "securityhub.hubs_v2", "", "[]"},
		"newer hub refused":         {"securityhub.DescribeSecurityHubV2", restError(401, "InvalidAccessException"), "securityhub.hubs_v2", "securityhub:DescribeSecurityHubV2 in eu-west-1: InvalidAccessException", ""},
		"no plan for cases":         {"support.DescribeSeverityLevels", rpcError(notSubscribed, english), "support.severity_levels", "", `{"available":false}`},
		"cases denied":              {"support.DescribeSeverityLevels", rpcError("AccessDeniedException", english), "support.severity_levels", "support:DescribeSeverityLevels: AccessDeniedException", ""},
		"no plan for the advisor":   {"support.DescribeTrustedAdvisorChecks", rpcError(notSubscribed, english), "support.trusted_advisor", "", `{"available":false}`},
		"advisor throttled":         {"support.DescribeTrustedAdvisorChecks", rpcError("ThrottlingException", english), "support.trusted_advisor", "support:DescribeTrustedAdvisorChecks: ThrottlingException", ""},
		"no organisation":           {"organizations.DescribeOrganization", rpcError(noOrganization, "{}"), "organizations.organization", "", ""},
		"organisation denied":       {"organizations.DescribeOrganization", rpcError("AccessDeniedException", "{}"), "organizations.accounts", "organizations:DescribeOrganization: AccessDeniedException", ""},
		"no organisation, no list":  {"organizations.DescribeOrganization", rpcError(noOrganization, "{}"), "organizations.accounts", "", ""},
		"no organisation, no roots": {"organizations.DescribeOrganization", rpcError(noOrganization, "{}"), "iam.organizations_features", "", ""},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			account := open(t, with(t, accounts.Clean(), map[string]string{tc.file + ".json": tc.answer}))
			snap := read(t, account, tc.section)
			if (tc.gap == "") != (len(gaps(snap, tc.section)) == 0) || tc.gap != "" && !slices.Contains(gaps(snap, tc.section), tc.gap) {
				t.Errorf("gaps %q, want %q", gaps(snap, tc.section), tc.gap)
			}
			service, collection, _ := strings.Cut(tc.section, ".")
			wantValue(t, snap, service, collection, tc.value)
		})
	}
}

// In a member account no call is made that only the management account may make.
func TestMemberAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, with(t, accounts.Clean(), map[string]string{"organizations.DescribeOrganization.json": `[{"region": "*", "json":
			{"Organization": {"Id": "o-k3v9c7d1xq", "MasterAccountId": "444455556666", "FeatureSet": "ALL"}}}]`}))
		snap := read(t, account, "organizations.organization", "organizations.accounts", "iam.organizations_features")
		wantCalls(t, account, "sts:GetCallerIdentity", "organizations:DescribeOrganization")
		for _, section := range []string{"organizations.accounts", "iam.organizations_features"} {
			if c := snap.Coverage[section]; c.Status != snapshot.Complete {
				t.Errorf("%s is %s", section, c.Status)
			}
		}
		wantValue(t, snap, "organizations", "accounts", "")
		wantValue(t, snap, "organizations", "organization", `{"id":"o-k3v9c7d1xq","management_account_id":"444455556666","feature_set":"ALL"}`)
	})
}

func wantCalls(t *testing.T, account *awsreplay.Account, want ...string) {
	t.Helper()
	var calls []string
	for _, c := range account.Calls() {
		calls = append(calls, c.String())
	}
	if !slices.Equal(calls, want) {
		t.Errorf("calls %q, want %q", calls, want)
	}
}

// What a partition lacks is not asked for.
func TestSupportOfPartitions(t *testing.T) {
	levels := `[{"region": "*", "input": {"language": "en"}, "json": {"severityLevels": []}}]`
	checks := `[{"region": "*", "input": {"language": "en"}, "json": {"checks": []}}]`
	for partition, want := range map[string][]string{
		"aws":        {"support:DescribeSeverityLevels in us-east-1", "support:DescribeTrustedAdvisorChecks in us-east-1"},
		"aws-us-gov": {"support:DescribeSeverityLevels in us-gov-west-1", "support:DescribeTrustedAdvisorChecks in us-gov-west-1"},
		"aws-cn":     {"support:DescribeSeverityLevels in cn-north-1"},
		"aws-iso":    nil,
	} {
		bubble(t, partition, func(t *testing.T) {
			account := open(t, with(t, accounts.Clean(), map[string]string{
				"support.DescribeSeverityLevels.json":       levels,
				"support.DescribeTrustedAdvisorChecks.json": checks,
				"sts.GetCallerIdentity.json": fmt.Sprintf(`[{"region": "*", "body":
					"<R><GetCallerIdentityResult><Arn>arn:%s:iam::210987654321:user/x</Arn><Account>210987654321</Account></GetCallerIdentityResult></R>"}]`, partition),
			}))
			snap := read(t, account, "support.severity_levels", "support.trusted_advisor")
			wantGaps(t, snap, "support.severity_levels")
			wantGaps(t, snap, "support.trusted_advisor")
			var calls []string
			for _, c := range account.Calls()[1:] {
				calls = append(calls, c.String()+" in "+c.Region)
			}
			if slices.Sort(calls); !slices.Equal(calls, want) {
				t.Errorf("calls %q, want %q", calls, want)
			}
		})
	}
}

// An answer that leaves out what was asked about says nothing about it.
func TestAnswersThatLackSomething(t *testing.T) {
	for name, tc := range map[string]struct{ section, file, answer, gap string }{
		"recorder without status": {
			"config.recorders", "config.DescribeConfigurationRecorderStatus", `[{"region": "*", "json": {"ConfigurationRecordersStatus": []}}]`,
			"config:DescribeConfigurationRecorderStatus of default in eu-west-1: MalformedResponse",
		},
		"check without summary": {
			"support.trusted_advisor", "support.DescribeTrustedAdvisorCheckSummaries",
			`[{"region": "*", "input": {"checkIds": ["7DAFEmoDos", "12Fnkpl8Y5", "Pfx0RwqBli", "vjafUGJ9H0", "c1fd6b96l4"]}, "json": {"summaries": []}}]`,
			"support:DescribeTrustedAdvisorCheckSummaries of 12Fnkpl8Y5: MalformedResponse",
		},
		"organisation without a manager": {
			"organizations.organization", "organizations.DescribeOrganization", `[{"region": "*", "json": {"Organization": {"Id": "o-k3v9c7d1xq"}}}]`,
			"organizations:DescribeOrganization: MalformedResponse",
		},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			account := open(t, with(t, accounts.Clean(), map[string]string{tc.file + ".json": tc.answer}))
			snap := read(t, account, tc.section)
			if !slices.Contains(gaps(snap, tc.section), tc.gap) {
				t.Errorf("gaps %q, want %q", gaps(snap, tc.section), tc.gap)
			}
		})
	}
}

func TestResponder(t *testing.T) {
	const missing = `[{"region": "*", "input": %s, "status": 404, "body":
		"<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>?</Message></Error></ErrorResponse>"}]`
	input := `{"PolicySourceArn": "arn:aws:iam::210987654321:role/incident-responder"`
	for i, action := range containment {
		input += fmt.Sprintf(`, "ActionNames.member.%d": %q`, i+1, action)
	}
	synctest.Test(t, func(t *testing.T) {
		account := open(t, with(t, accounts.Clean(), map[string]string{"iam.SimulatePrincipalPolicy.json": fmt.Sprintf(missing, input+"}")}))
		snap := read(t, account, "iam.responder_rights")
		wantGaps(t, snap, "iam.responder_rights")
		wantValue(t, snap, "iam", "responder_rights", `{"role_arn":"arn:aws:iam::210987654321:role/incident-responder","exists":false}`)
	})
}

// Without a name there is nothing to ask.
func TestNothingNamedToRead(t *testing.T) {
	account := open(t, accounts.Clean())
	snap, err := Collect(t.Context(), Options{Sections: []string{"iam.responder_rights", "cloudcontrol.resources"}, Regions: []string{"eu-west-1"}, Replay: account})
	if err != nil {
		t.Fatal(err)
	}
	wantCalls(t, account, "sts:GetCallerIdentity", "ec2:DescribeRegions")
	wantGaps(t, snap, "iam.responder_rights")
	wantGaps(t, snap, "cloudcontrol.resources")
}

// Global resources are listed once.
func TestGlobalResourceTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, with(t, accounts.Clean(), map[string]string{"cloudformation.ListResources.json": `[{"region": "*",
			"input": {"TypeName": "AWS::IAM::Role"}, "json": {"TypeName": "AWS::IAM::Role", "ResourceDescriptions": [{"Identifier": "b"}, {"Identifier": "a"}]}}]`}))
		snap, err := Collect(t.Context(), Options{Sections: []string{"cloudcontrol.resources"}, ResourceTypes: []string{"AWS::IAM::Role"}, Replay: account})
		if err != nil {
			t.Fatal(err)
		}
		wantValue(t, snap, "cloudcontrol", "resources", `[{"type_name":"AWS::IAM::Role","region":"us-east-1","identifiers":["a","b"]}]`)
	})
}
