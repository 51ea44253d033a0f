package collector

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/awsreplay/synthetic"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// asked counts the calls of the operations.
func asked(account *awsreplay.Account, operations ...string) map[string]int {
	found := map[string]int{}
	for _, c := range account.Calls() {
		for _, o := range operations {
			if c.Operation == o {
				found[c.Operation+" "+c.Region+" "+c.Input]++
			}
		}
	}
	return found
}

// Only rules that match a probe event are asked for their targets.
func TestTargetsOfRulesThatMatter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		read(t, account, "events.targets")
		want := map[string]int{`ListTargetsByRule us-east-1 {"EventBusName":"default","Rule":"account-contacts"}`: 1}
		if diff := cmp.Diff(want, asked(account, "ListTargetsByRule")); diff != "" {
			t.Errorf("asked for targets (-want +got):\n%s", diff)
		}
	})
}

// Only topics by which alerts go are asked for their attributes, and all where it is not known which
// those are: then nothing of a topic is unread.
func TestTopicsByWhichAlertsGo(t *testing.T) {
	files := synthetic.Account(synthetic.Size{Regions: 2, Topics: 10, Alarms: 20})
	elsewhere := with(t, files, map[string]string{"cloudwatch.DescribeAlarms.json": `[
		{"region": "*", "input": {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100},
		 "json": {"MetricAlarms": [], "CompositeAlarms": []}},
		{"region": "us-east-2", "input": {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100},
		 "json": {"CompositeAlarms": [], "MetricAlarms": [{"AlarmName": "a", "AlarmArn": "arn:aws:cloudwatch:us-east-2:345678901234:alarm:a",
		  "ActionsEnabled": true, "AlarmActions": ["arn:aws:sns:us-east-1:345678901234:topic-7"]}]}}]`})
	for name, tc := range map[string]struct {
		files  fs.FS
		denied string
		want   int
	}{
		"named by alarms and rules":          {files, "", 2},
		"named by an alarm elsewhere, too":   {elsewhere, "", 2},
		"alarms that cannot be listed":       {files, "cloudwatch:DescribeAlarms", 10},
		"rules that cannot be listed":        {files, "events:ListRules", 10},
		"targets of a rule cannot be listed": {files, "events:ListTargetsByRule", 10},
	} {
		bubble(t, name, func(t *testing.T) {
			account := open(t, tc.files).WithFault(func(c awsreplay.Call) *awsreplay.Fault {
				if c.String() == tc.denied {
					return awsreplay.AccessDenied
				}
				return nil
			})
			snap := read(t, account, "sns.topics")
			wantGaps(t, snap, "sns.topics")
			if got := len(asked(account, "GetTopicAttributes")); got != tc.want {
				t.Errorf("asked %d topics, want %d", got, tc.want)
			}
			var topics []Topic
			if err := json.Unmarshal(snap.AWS["sns"]["topics"], &topics); err != nil {
				t.Fatal(err)
			}
			read := slices.DeleteFunc(slices.Clone(topics), func(topic Topic) bool { return topic.SubscriptionsConfirmed == nil })
			if len(topics) != 10 || len(read) != tc.want {
				t.Errorf("%d topics, %d with attributes, want 10 and %d", len(topics), len(read), tc.want)
			}
		})
	}
}

// What several sections are made of is asked for once.
func TestListsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Clean())
		read(t, account)
		for call, n := range asked(account, "DescribeTrails", "DescribeAlarms", "ListSubscriptions", "ListRules", "ListEventBuses", "ListTargetsByRule") {
			if n != 1 {
				t.Errorf("%s was asked %d times", call, n)
			}
		}
	})
}

// One bus that cannot be read takes nothing from the others.
func TestRulesOfOneBusDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := open(t, accounts.Compromised()).WithFault(func(c awsreplay.Call) *awsreplay.Fault {
			if c.Operation == "ListRules" && strings.Contains(c.Input, "checkout") {
				return awsreplay.AccessDenied
			}
			return nil
		})
		snap := read(t, account, "events.rules")
		wantGaps(t, snap, "events.rules",
			"events:ListEventBuses in ap-northeast-3: AccessDeniedException",
			"events:ListRules in eu-west-1: AccessDeniedException")
		if got := strings.Count(string(snap.AWS["events"]["rules"]), `"arn"`); got != 3 {
			t.Errorf("%d rules, want those of the default buses", got)
		}
	})
}

// A trail may name a log group of which others have the name for a beginning. It is looked for on all
// pages, and none of another account is.
func TestLogGroups(t *testing.T) {
	trail := func(name, account string) string {
		return `{"TrailARN": "arn:aws:cloudtrail:us-east-1:` + account + `:trail/` + name + `", "HomeRegion": "us-east-1",
			"CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:` + account + `:log-group:` + name + `:*"}`
	}
	prefix := func(name, token string) string { return `"input": {"logGroupNamePrefix": "` + name + `"` + token + `}` }
	account := open(t, with(t, accounts.Clean(), map[string]string{
		"cloudtrail.DescribeTrails.json": `[{"region": "*", "json": {"trailList": [` + trail("a", "210987654321") + `,` +
			trail("b", "210987654321") + `,` + trail("c", "123456789012") + `, {"TrailARN": "x"}]}}]`,
		"logs.DescribeLogGroups.json": `[
			{"region": "us-east-1", ` + prefix("a", "") + `, "json": {"logGroups": [{"logGroupName": "aa"}], "nextToken": "2"}},
			{"region": "us-east-1", ` + prefix("a", `, "nextToken": "2"`) + `, "json": {"logGroups": [{"logGroupName": "a", "retentionInDays": 7}], "nextToken": "3"}},
			{"region": "us-east-1", ` + prefix("b", "") + `, "json": {"logGroups": []}}]`,
	}))
	synctest.Test(t, func(t *testing.T) {
		snap := read(t, account, "cloudtrail.log_groups")
		wantGaps(t, snap, "cloudtrail.log_groups")
		wantValue(t, snap, "cloudtrail", "log_groups",
			`[{"arn":"arn:aws:logs:us-east-1:210987654321:log-group:a","name":"a","region":"us-east-1","exists":true,"retention_in_days":7},`+
				`{"arn":"arn:aws:logs:us-east-1:210987654321:log-group:b","name":"b","region":"us-east-1","exists":false}]`)
	})
}

func TestFiltersOnMoreThanTheEvent(t *testing.T) {
	all := aws.String("")
	for name, f := range map[string]logstypes.MetricFilter{
		"transformed":   {FilterPattern: all, ApplyOnTransformedLogs: true},
		"system fields": {FilterPattern: all, FieldSelectionCriteria: aws.String(`@aws.region = "us-east-1"`)},
	} {
		if matches, problem := evaluate(f, nil); matches != nil || problem == "" {
			t.Errorf("%s: matches %v, %q", name, matches, problem)
		}
	}
	if matches, problem := evaluate(logstypes.MetricFilter{FilterPattern: all}, nil); matches == nil || problem != "" {
		t.Errorf("the empty pattern: %v, %q", matches, problem)
	}
}

func TestMetricsOfAlarms(t *testing.T) {
	stat := func(name string) types.MetricDataQuery {
		return types.MetricDataQuery{MetricStat: &types.MetricStat{Metric: &types.Metric{Namespace: aws.String("N"), MetricName: aws.String(name)}}}
	}
	expression := types.MetricDataQuery{Expression: aws.String("FILL(m1, 0)")}
	for name, tc := range map[string]struct {
		alarm types.MetricAlarm
		want  string
	}{
		"plain": {types.MetricAlarm{Namespace: aws.String("N"), MetricName: aws.String("a"),
			Dimensions: []types.Dimension{{Name: aws.String("y")}, {Name: aws.String("x")}}}, `"namespace":"N","metric_name":"a","dimension_names":["x","y"]`},
		"one metric": {types.MetricAlarm{Metrics: []types.MetricDataQuery{stat("a")}}, `"namespace":"N","metric_name":"a"`},
		"expression": {types.MetricAlarm{Metrics: []types.MetricDataQuery{stat("a"), expression}},
			`"in_expression":[{"namespace":"N","metric_name":"a"}]`},
	} {
		b, err := json.Marshal(newMetricAlarm(tc.alarm, "eu-west-1"))
		if want := `{"arn":"","name":"","region":"eu-west-1","type":"metric","alarm_actions":[],` + tc.want + `}`; err != nil || string(b) != want {
			t.Errorf("%s: got %s, want %s", name, b, want)
		}
	}
}

func TestFilterPolicyEvaluation(t *testing.T) {
	const topic = "arn:aws:sns:us-east-1:123456789012:alerts"
	alarms := []Alarm{
		{ARN: "arn:b", Name: "RootUsage", AlarmActions: []string{topic}},
		{ARN: "arn:a", Name: "checkout", AlarmActions: []string{topic}},
		{ARN: "arn:c", Name: "RootUsage", AlarmActions: []string{"arn:aws:sns:us-east-1:123456789012:others"}},
	}
	for name, tc := range map[string]struct {
		policy, scope string
		incomplete    bool
		alarms        []string
		events        *bool
		fails         bool
	}{
		"none":                   {alarms: []string{"arn:a", "arn:b"}, events: aws.Bool(true)},
		"attributes":             {policy: `{"team":["security"]}`, scope: "MessageAttributes", alarms: []string{}, events: aws.Bool(false)},
		"no attributes":          {policy: `{"team":[{"exists":false}]}`, alarms: []string{"arn:a", "arn:b"}, events: aws.Bool(true)},
		"body":                   {policy: `{"AlarmName":["RootUsage"]}`, scope: "MessageBody", alarms: []string{"arn:b"}},
		"body of another":        {policy: `{"source":["aws.guardduty"]}`, scope: "MessageBody", alarms: []string{}},
		"body not known":         {policy: `{"Region":["US East (N. Virginia)"]}`, scope: "MessageBody", fails: true},
		"body, alarms not known": {policy: `{"AlarmName":["x"]}`, scope: "MessageBody", incomplete: true, fails: true},
		"rubbish":                {policy: `x`, fails: true},
	} {
		p := FilterPolicy{TopicARN: topic, Policy: tc.policy, Scope: tc.scope}
		p.evaluate("123456789012", alarms, tc.incomplete)
		if !cmp.Equal(p.PassesAlarms, tc.alarms) || !cmp.Equal(p.PassesEvents, tc.events) || (p.PolicyError != "") != tc.fails {
			t.Errorf("%s: passes %v and events %v, %q", name, p.PassesAlarms, p.PassesEvents, p.PolicyError)
		}
	}
}
