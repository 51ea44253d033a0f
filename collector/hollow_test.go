package collector

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// An answer may be whole and lack, inside, what a rule reads. That is no false and no zero.
func TestAnswersThatAreHollowInside(t *testing.T) {
	const trail = "arn:aws:cloudtrail:us-east-1:210987654321:trail/x"
	for name, tc := range map[string]struct{ file, content, section, want string }{
		"no region": {
			"ec2.DescribeRegions.json", `[{"region": "*", "body": "<R><regionInfo/></R>"}]`,
			"cloudwatch.alarms", "ec2:DescribeRegions: MalformedResponse",
		},
		"trail": {
			"cloudtrail.DescribeTrails.json",
			`[{"region": "*", "json": {"trailList": [{"TrailARN": "` + trail + `", "HomeRegion": "us-east-1", "IsMultiRegionTrail": true}]}}]`,
			"cloudtrail.trails", "cloudtrail:DescribeTrails of " + trail + " in us-east-1: MalformedResponse",
		},
		"alarm": {
			"cloudwatch.DescribeAlarms.json",
			`[{"region": "*", "input": {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100},
				"json": {"MetricAlarms": [{"AlarmArn": "arn:x", "AlarmName": "x"}], "CompositeAlarms": []}}]`,
			"cloudwatch.alarms", "cloudwatch:DescribeAlarms of arn:x in us-east-1: MalformedResponse",
		},
		"user": {
			"iam.GetAccountAuthorizationDetails.json",
			`[{"region": "*", "input": {"Filter.member.1": "User", "Filter.member.2": "Group", "Filter.member.3": "Role", "Filter.member.4": "LocalManagedPolicy", "MaxItems": "1000"},
				"body": "<R><GetAccountAuthorizationDetailsResult><UserDetailList><member><Arn>arn:x</Arn></member></UserDetailList><GroupDetailList/><RoleDetailList/><Policies/></GetAccountAuthorizationDetailsResult></R>"}]`,
			"iam.users", "iam:GetAccountAuthorizationDetails of arn:x: MalformedResponse",
		},
		"contact": {
			"account.GetAlternateContact.json",
			`[{"region": "*", "input": {"AlternateContactType": "SECURITY"}, "json": {"AlternateContact": {}}}]`,
			"account.security_contact", "account:GetAlternateContact of SECURITY: MalformedResponse",
		},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			snap := read(t, open(t, with(t, accounts.Clean(), map[string]string{tc.file: tc.content})), tc.section)
			if got := strings.Join(gaps(snap, tc.section), "\n"); !strings.Contains(got, tc.want) {
				t.Errorf("gaps: %s, want among them: %s", got, tc.want)
			}
			if status := snap.Coverage[tc.section].Status; status == snapshot.Complete {
				t.Error("the section passes for complete")
			}
		})
	}
}

// A listed resource that lacks what every such resource has stands for nothing: not for a rule that
// matches nothing, or a subscription that nobody confirmed.
func TestListedResourcesThatLackAMember(t *testing.T) {
	answer := func(input, what string) string { return `[{"region": "*", ` + input + what + `}]` }
	buses := func(bus string) string { return answer("", `"json": {"EventBuses": [`+bus+`]}`) }
	rules := func(rule string) string {
		return answer(`"input": {"EventBusName": "default"}, `, `"json": {"Rules": [`+rule+`]}`)
	}
	targets := func(target string) string {
		return answer(`"input": {"EventBusName": "default", "Rule": "account-contacts"}, `, `"json": {"Targets": [`+target+`]}`)
	}
	filters := func(filter string) string { return answer("", `"json": {"metricFilters": [`+filter+`]}`) }
	groups := answer(`"input": {"logGroupNamePrefix": "cloudtrail/organization-trail"}, `, `"json": {"logGroups": [{"arn": "x"}]}`)
	alarms := answer(`"input": {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100}, `,
		`"json": {"MetricAlarms": [{"AlarmArn": "x"}], "CompositeAlarms": []}`)
	mutes := answer(`"input": {"MaxRecords": 100},`, `"json": {"AlarmMuteRuleSummaries": [{"AlarmMuteRuleArn": "x"}]}`)
	topics := answer("", `"body": "<R><ListTopicsResult><Topics><member/></Topics></ListTopicsResult></R>"`)
	subscriptions := answer("", `"body": "<R><ListSubscriptionsResult><Subscriptions><member><TopicArn>x</TopicArn>`+
		`<Protocol>sms</Protocol></member></Subscriptions></ListSubscriptionsResult></R>"`)
	const metric = `"metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}]`
	const ofRule = "events:ListTargetsByRule of arn:aws:events:us-east-1:210987654321:rule/account-contacts in us-east-1"
	for name, tc := range map[string]struct{ file, content, section, want string }{
		"bus without name":   {"events.ListEventBuses", buses(`{"Arn": "x"}`), "events.rules", "events:ListEventBuses in us-east-1"},
		"rule without ARN":   {"events.ListRules", rules(`{"Name": "x", "State": "ENABLED", "EventPattern": "{}"}`), "events.rules", "events:ListRules in us-east-1"},
		"rule without name":  {"events.ListRules", rules(`{"Arn": "x", "State": "ENABLED", "EventPattern": "{}"}`), "events.targets", "events:ListRules in us-east-1"},
		"rule without state": {"events.ListRules", rules(`{"Arn": "x", "Name": "x", "EventPattern": "{}"}`), "events.rules", "events:ListRules in us-east-1"},
		"rule for nothing":   {"events.ListRules", rules(`{"Arn": "x", "Name": "x", "State": "ENABLED"}`), "sns.filter_policies", "events:ListRules in us-east-1"},
		"target without ARN": {"events.ListTargetsByRule", targets(`{"Id": "x"}`), "events.targets", ofRule},
		"target without id":  {"events.ListTargetsByRule", targets(`{"Arn": "x"}`), "sns.filter_policies", ofRule},
		"filter, no name": {"logs.DescribeMetricFilters", filters(`{"logGroupName": "x", "filterPattern": "", ` + metric + `}`),
			"logs.metric_filters", "logs:DescribeMetricFilters in us-east-1"},
		"filter, no group": {"logs.DescribeMetricFilters", filters(`{"filterName": "x", "filterPattern": "", ` + metric + `}`),
			"logs.metric_filters", "logs:DescribeMetricFilters in us-east-1"},
		"filter, no pattern": {"logs.DescribeMetricFilters", filters(`{"filterName": "x", "logGroupName": "x", ` + metric + `}`),
			"logs.metric_filters", "logs:DescribeMetricFilters in us-east-1"},
		"filter, no metric": {"logs.DescribeMetricFilters", filters(`{"filterName": "x", "logGroupName": "x", "filterPattern": ""}`),
			"logs.metric_filters", "logs:DescribeMetricFilters in us-east-1"},
		"filter, half a metric": {"logs.DescribeMetricFilters",
			filters(`{"filterName": "x", "logGroupName": "x", "filterPattern": "", "metricTransformations": [{"metricName": "m"}]}`),
			"logs.metric_filters", "logs:DescribeMetricFilters in us-east-1"},
		"log group without name":   {"logs.DescribeLogGroups", groups, "cloudtrail.log_groups", "log-group:cloudtrail/organization-trail in eu-west-1"},
		"alarm without name":       {"cloudwatch.DescribeAlarms", alarms, "cloudwatch.alarms", "cloudwatch:DescribeAlarms in us-east-1"},
		"mute rule without status": {"cloudwatch.ListAlarmMuteRules", mutes, "cloudwatch.alarm_mute_rules", "cloudwatch:ListAlarmMuteRules in us-east-1"},
		"topic without ARN":        {"sns.ListTopics", topics, "sns.topics", "sns:ListTopics in us-east-1"},
		"subscription without ARN": {"sns.ListSubscriptions", subscriptions, "sns.subscriptions", "sns:ListSubscriptions in us-east-1"},
	} {
		bubble(t, strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			snap := read(t, open(t, with(t, accounts.Clean(), map[string]string{tc.file + ".json": tc.content})), tc.section)
			if got := strings.Join(gaps(snap, tc.section), "\n"); !strings.Contains(got, tc.want+": MalformedResponse") {
				t.Errorf("gaps: %s, want among them: %s", got, tc.want)
			}
		})
	}
}

// JSON cannot hold a time after the year 9999, which another zone's December is in UTC.
func TestValueThatCannotBeEncoded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, with(t, accounts.Clean(), map[string]string{"iam.GetCredentialReport.json": `[{"region": "*", "body": [
			"<R><GetCredentialReportResult><GeneratedTime>2026-11-20T08:00:00Z</GeneratedTime><Content encoding=\"base64\">` +
			strings.TrimSpace(reportHeader) + `",
			"<root_account>,arn:x,2020-01-01T00:00:00+00:00,true,9999-12-31T23:00:00-08:00,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A",
			"</Content></GetCredentialReportResult></R>"]}]`}))
		snap := read(t, account, "iam.credential_report")
		wantValue(t, snap, "iam", "credential_report", "")
		wantGaps(t, snap, "iam.credential_report", "encode of iam.credential_report: MalformedResponse")
	})
}

func TestPagesWithoutEnd(t *testing.T) {
	calls := 0
	err := pages(listTopics, func(*string) (*string, error) {
		calls++
		return new(strconv.Itoa(calls)), nil
	})
	if !isMalformed(err) || calls > 100_000 {
		t.Errorf("after %d calls: %v", calls, err)
	}
}

func TestEndpointsWithoutSecrets(t *testing.T) {
	for endpoint, want := range map[string]string{
		"https://events.example.com/SECRET":     "https://events.example.com/#",
		"https://SECRET:SECRET@example.com/x":   "https://example.com/#",
		"https://events.example.com/SECRET/%zz": "https:///#",
		"https:///SECRET":                       "https:///#",
		"1https://example.com/SECRET":           "https:///#",
		"someone@example.com":                   "someone@example.com",
		"arn:aws:sqs:us-east-1:1:queue":         "arn:aws:sqs:us-east-1:1:queue",
	} {
		if got := withoutSecret(endpoint); !strings.HasPrefix(got, want) || strings.Contains(got, "SECRET") {
			t.Errorf("%s becomes %s, want %s…", endpoint, got, want)
		}
	}
}
