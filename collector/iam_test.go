package collector

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// states makes exchanges in which AWS reports these states of the credential report in turn.
func states(states ...string) string {
	var exchanges []string
	for _, state := range states {
		exchanges = append(exchanges, fmt.Sprintf(`{"region": "*", "body":
			"<R><GenerateCredentialReportResult><State>%s</State></GenerateCredentialReportResult></R>"}`, state))
	}
	return "[" + strings.Join(exchanges, ",") + "]"
}

func TestCredentialReportIsAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, with(t, accounts.Clean(), map[string]string{
			"iam.GenerateCredentialReport.json": states("STARTED", "INPROGRESS", "INPROGRESS", "INPROGRESS", "INPROGRESS", "COMPLETE"),
		}))
		begun := time.Now()
		snap := read(t, account, "iam.credential_report")
		wantGaps(t, snap, "iam.credential_report")
		if got, want := time.Since(begun), (1+2+4+5+5)*time.Second; got != want {
			t.Errorf("it waited %s, want %s", got, want)
		}
	})
}

func TestCredentialReportThatNeverComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, with(t, accounts.Clean(), map[string]string{
			"iam.GenerateCredentialReport.json": states("STARTED"),
			"iam.GetCredentialReport.json": `[{"region": "*", "status": 404, "body":
				"<ErrorResponse><Error><Code>ReportInProgress</Code><Message>Not yet</Message></Error></ErrorResponse>"}]`,
		}))
		begun := time.Now()
		snap := read(t, account, "iam.credential_report")
		wantGaps(t, snap, "iam.credential_report", "iam:GetCredentialReport: ReportInProgress")
		if took := time.Since(begun); took > 2*time.Minute {
			t.Errorf("it waited %s", took)
		}
	})
}

// A report of the last hours is read when no new one can be made; its age says so.
func TestStaleCredentialReport(t *testing.T) {
	for _, fault := range awsreplay.Faults() {
		bubble(t, fault.String(), func(t *testing.T) {
			account := open(t, accounts.Clean()).WithFault(on("iam:GenerateCredentialReport", fault))
			snap := read(t, account, "iam.credential_report")
			rows := reportRows(t, snap)
			switch fault {
			case awsreplay.Timeout, awsreplay.Unreachable: // then IAM is not asked again
				wantGaps(t, snap, "iam.credential_report", "iam:GenerateCredentialReport: "+fault.String())
			default:
				wantGaps(t, snap, "iam.credential_report")
				if want := time.Date(2026, 11, 20, 8, 59, 31, 0, time.UTC); len(rows) != 3 || rows[0].ReportGeneratedTime != want {
					t.Errorf("rows: %+v", rows)
				}
			}
		})
	}
}

func reportRows(t *testing.T, snap *snapshot.Snapshot) []Credentials {
	t.Helper()
	raw := snap.AWS["iam"]["credential_report"]
	if raw == nil {
		return nil
	}
	var rows []Credentials
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

const reportHeader = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,mfa_active," +
	"access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
	"access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service\n"

func TestCredentialReports(t *testing.T) {
	const (
		root = "<root_account>,arn:aws:iam::210987654321:root,2024-03-04T09:57:22+00:00,not_supported,2025-08-21T10:04:39+00:00,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A\n"
		anna = "anna,arn:aws:iam::210987654321:user/anna,2024-03-04T10:20:11+00:00,true,no_information,2024-03-04T10:20:11+00:00,false,true,2024-03-04T10:20:11Z,2026-11-20T07:30:00+00:00,eu-west-1,ses,false,N/A,N/A,N/A,N/A\n"

		rootJSON = `{"arn":"arn:aws:iam::210987654321:root","user":"<root_account>","report_generated_time":"2026-11-20T08:00:00Z",` +
			`"user_creation_time":"2024-03-04T09:57:22Z","password_last_used":"2025-08-21T10:04:39Z","mfa_active":true,"access_key_1_active":false,"access_key_2_active":false}`
		annaJSON = `{"arn":"arn:aws:iam::210987654321:user/anna","user":"anna","report_generated_time":"2026-11-20T08:00:00Z",` +
			`"user_creation_time":"2024-03-04T10:20:11Z","password_enabled":true,"password_last_changed":"2024-03-04T10:20:11Z","mfa_active":false,"access_key_1_active":true,` +
			`"access_key_1_last_rotated":"2024-03-04T10:20:11Z","access_key_1_last_used_date":"2026-11-20T07:30:00Z",` +
			`"access_key_1_last_used_region":"eu-west-1","access_key_1_last_used_service":"ses","access_key_2_active":false}`
	)
	malformed := "iam:GetCredentialReport: MalformedResponse"
	for name, tc := range map[string]struct {
		report, want string
		gaps         []string
	}{
		"whole":               {report: reportHeader + root + anna, want: "[" + rootJSON + "," + annaJSON + "]"},
		"a new column":        {report: strings.ReplaceAll(reportHeader+root, "\n", ",new\n"), want: "[" + rootJSON + "]"},
		"no row for root":     {report: reportHeader + anna, want: "[" + annaJSON + "]", gaps: []string{"iam:GetCredentialReport of <root_account>: MalformedResponse"}},
		"no rows":             {report: reportHeader, want: "[]", gaps: []string{"iam:GetCredentialReport of <root_account>: MalformedResponse"}},
		"no column of use":    {report: strings.ReplaceAll(reportHeader+root, "password_last_used", "other"), gaps: []string{malformed}},
		"a cut row":           {report: reportHeader + root + anna[:60], gaps: []string{malformed}},
		"a time that is none": {report: reportHeader + strings.Replace(root, "2025-08-21T10:04:39+00:00", "yesterday", 1), gaps: []string{malformed}},
		"a flag that is none": {report: reportHeader + strings.Replace(root, ",true,", ",,", 1), gaps: []string{malformed}},
		"a page":              {report: "<html>Sign in</html>", gaps: []string{malformed}},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			body, err := json.Marshal("<R><GetCredentialReportResult><GeneratedTime>2026-11-20T08:00:00Z</GeneratedTime>" +
				`<Content encoding="base64">` + tc.report + "</Content></GetCredentialReportResult></R>")
			if err != nil {
				t.Fatal(err)
			}
			account := open(t, with(t, accounts.Clean(), map[string]string{
				"iam.GetCredentialReport.json": fmt.Sprintf(`[{"region": "*", "body": %s}]`, body),
			}))
			snap := read(t, account, "iam.credential_report")
			wantGaps(t, snap, "iam.credential_report", tc.gaps...)
			wantValue(t, snap, "iam", "credential_report", tc.want)
		})
	}
}

// AWS counts what it counts; a number that it does not send is no zero.
func TestAccountSummaryWithoutANumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, with(t, accounts.Clean(), map[string]string{"iam.GetAccountSummary.json": `[{"region": "*", "body":
			"<R><GetAccountSummaryResult><SummaryMap><entry><key>AccountMFAEnabled</key><value>0</value></entry></SummaryMap></GetAccountSummaryResult></R>"}]`}))
		snap := read(t, account, "iam.account_summary")
		wantValue(t, snap, "iam", "account_summary", `{"account_mfa_enabled":false}`)
		wantGaps(t, snap, "iam.account_summary",
			"iam:GetAccountSummary of AccountAccessKeysPresent: MalformedResponse",
			"iam:GetAccountSummary of AccountPasswordPresent: MalformedResponse",
			"iam:GetAccountSummary of AccountSigningCertificatesPresent: MalformedResponse",
			"iam:GetAccountSummary of MFADevicesInUse: MalformedResponse")
	})
}

// details makes the answer about users, groups, roles and policies.
func details(t *testing.T, lists string) map[string]string {
	t.Helper()
	body, err := json.Marshal("<R><GetAccountAuthorizationDetailsResult><IsTruncated>false</IsTruncated>" + lists + "</GetAccountAuthorizationDetailsResult></R>")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"iam.GetAccountAuthorizationDetails.json": fmt.Sprintf(`[{"region": "*", "input": {"Filter.member.1": "User",
		"Filter.member.2": "Group", "Filter.member.3": "Role", "Filter.member.4": "LocalManagedPolicy", "MaxItems": "1000"}, "body": %s}]`, body)}
}

func TestMalformedTrustPolicy(t *testing.T) {
	for name, document := range map[string]string{
		"cut":          `{"Version":"2012-10-17","Statement":[{"Effect":"Allow"`,
		"no statement": `{"Version":"2012-10-17","Statement":[]}`,
		"other effect": `{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Principal":"*","Action":"sts:AssumeRole"}]}`,
		"empty":        ``,
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			account := open(t, with(t, accounts.Clean(), details(t, "<UserDetailList/><GroupDetailList/><RoleDetailList>"+
				"<member><Arn>arn:aws:iam::210987654321:role/odd</Arn><RoleName>odd</RoleName>"+
				`<AssumeRolePolicyDocument encoding="url">`+document+"</AssumeRolePolicyDocument></member></RoleDetailList><Policies/>")))
			snap := read(t, account, "iam.roles")
			wantGaps(t, snap, "iam.roles", "iam:GetAccountAuthorizationDetails of arn:aws:iam::210987654321:role/odd: MalformedResponse")
			wantValue(t, snap, "iam", "roles", `[{"arn":"arn:aws:iam::210987654321:role/odd","name":"odd","attached_policies":[],"inline_policies":[]}]`)
		})
	}
}

// A policy that cannot be read leaves neither statements nor a verdict on them.
func TestMalformedPolicies(t *testing.T) {
	const bad, good = `{"Statement":`, `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`
	const statements = `"statements":[{"effect":"Allow","principals":[],"not_principals":[],"actions":["*"],"not_actions":[],"resources":["*"],"conditions":[]}],"is_admin":true`
	synctest.Test(t, func(t *testing.T) {
		account := open(t, with(t, accounts.Clean(), details(t, "<UserDetailList><member><Arn>arn:aws:iam::210987654321:user/u</Arn><UserName>u</UserName><UserPolicyList>"+
			`<member><PolicyName>bad</PolicyName><PolicyDocument encoding="url">`+bad+"</PolicyDocument></member>"+
			`<member><PolicyName>good</PolicyName><PolicyDocument encoding="url">`+good+"</PolicyDocument></member></UserPolicyList></member></UserDetailList>"+
			"<GroupDetailList/><RoleDetailList/><Policies>"+
			"<member><Arn>arn:aws:iam::210987654321:policy/gone</Arn><PolicyName>gone</PolicyName><PolicyVersionList>"+
			`<member><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion><Document encoding="url">`+good+"</Document></member></PolicyVersionList></member>"+
			"<member><Arn>arn:aws:iam::210987654321:policy/good</Arn><PolicyName>good</PolicyName><DefaultVersionId>v2</DefaultVersionId><PolicyVersionList>"+
			`<member><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion><Document encoding="url">`+bad+"</Document></member>"+
			`<member><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion><Document encoding="url">`+good+"</Document></member></PolicyVersionList></member></Policies>")))
		snap := read(t, account, "iam.policies", "iam.users")
		for _, section := range []string{"iam.policies", "iam.users"} {
			wantGaps(t, snap, section,
				"iam:GetAccountAuthorizationDetails of arn:aws:iam::210987654321:policy/gone: MalformedResponse",
				"iam:GetAccountAuthorizationDetails of arn:aws:iam::210987654321:user/u: MalformedResponse")
		}
		wantValue(t, snap, "iam", "users", `[{"arn":"arn:aws:iam::210987654321:user/u","name":"u","groups":[],"attached_policies":[],`+
			`"inline_policies":[{"name":"bad"},{"name":"good",`+statements+`}]}]`)
		wantValue(t, snap, "iam", "policies", `[{"arn":"arn:aws:iam::210987654321:policy/gone","name":"gone"},`+
			`{"arn":"arn:aws:iam::210987654321:policy/good","name":"good","default_version_id":"v2",`+statements+`}]`)
	})
}

func FuzzParseCredentialReport(f *testing.F) {
	f.Add([]byte(reportHeader + "<root_account>,arn:aws:iam::1:root,N/A,true,N/A,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A\n"))
	f.Add([]byte(reportHeader))
	f.Add([]byte("user,arn\n\"a"))
	f.Add([]byte("user,arn,arn\na,b,c\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, err := parseCredentialReport(content, time.Unix(0, 0).UTC())
		if (rows == nil) == (err == nil) {
			t.Errorf("rows %v and error %v", rows, err)
		}
		if _, err := json.Marshal(rows); err != nil {
			t.Errorf("the rows cannot be written: %v", err)
		}
		again, _ := parseCredentialReport(content, time.Unix(0, 0).UTC())
		if diff := cmp.Diff(rows, again); diff != "" {
			t.Errorf("parsed twice (-first +second):\n%s", diff)
		}
	})
}
