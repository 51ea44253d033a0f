package cmd_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tocsin-dev/tocsin/internal/awsreplay"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

// answer is a change to what AWS answers to an operation.
type answer struct{ operation, from, to string }

const (
	value  = "</key>\",\n      \"        <value>"
	byRule = `{\"source\":[\"aws.account\"],\"detail-type\":[\"AWS API Call via CloudTrail\"],\"detail\":{\"eventSource\":` +
		`[\"account.amazonaws.com\"],\"eventName\":[{\"prefix\":\"Put\"},{\"prefix\":\"Delete\"}]}}`
	rootPattern = `{\"detail\":{\"userIdentity\":{\"type\":[\"Root\"]}}}`
)

var (
	noFilter  = answer{"logs.DescribeMetricFilters", `$.userIdentity.type = \"Root\"`, `$.userIdentity.type = \"root\"`}
	noneLeft  = answer{"sns.GetTopicAttributes", "SubscriptionsConfirmed" + value + "2", "SubscriptionsConfirmed" + value + "0"}
	rootRule  = answer{"events.ListRules", byRule, rootPattern}
	elsewhere = []answer{
		{"events.ListRules", `"region": "us-east-1"`, `"region": "us-west-2"`},
		{"events.ListRules", `events:us-east-1:`, `events:us-west-2:`},
		{"events.ListTargetsByRule", `us-east-1`, `us-west-2`},
	}
)

// TestAlertPaths breaks each edge of the path from root's usage to a person in what AWS answers, and
// wants it named. Either of the two ways is enough.
func TestAlertPaths(t *testing.T) {
	eng, err := engine.Load(t.Context(), engine.Options{Rules: []string{"readiness.root_usage_not_alerted"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		answers []answer
		edge    string
	}{
		"by a metric filter alone": {},
		"by a rule alone":          {[]answer{noFilter, rootRule}, ""},
		"clauses in another order": {[]answer{{"logs.DescribeMetricFilters",
			`$.eventType != \"AwsServiceEvent\" && $.userIdentity.invokedBy NOT EXISTS && $.userIdentity.type = \"Root\"`,
			`($.userIdentity.type=\"Root\")&&($.eventType!=\"AwsServiceEvent\")&&($.userIdentity.invokedBy NOT EXISTS)`}}, ""},
		"no filter":            {[]answer{noFilter}, "detector_missing"},
		"stopped trail":        {[]answer{{"cloudtrail.GetTrailStatus", `"IsLogging": true`, `"IsLogging": false`}}, "trail_stopped"},
		"another log group":    {[]answer{{"logs.DescribeMetricFilters", `"cloudtrail/organization-trail"`, `"app"`}}, "log_group"},
		"another metric":       {[]answer{{"cloudwatch.DescribeAlarms", `"RootUserEventCount"`, `"Other"`}}, "alarm_metric"},
		"another region":       {[]answer{{"cloudwatch.DescribeAlarms", `"region": "eu-west-1"`, `"region": "eu-west-2"`}}, "alarm_region"},
		"another namespace":    {[]answer{{"cloudwatch.DescribeAlarms", `"CloudTrailMetrics"`, `"Other"`}}, "alarm_namespace"},
		"disabled actions":     {[]answer{{"cloudwatch.DescribeAlarms", `"ActionsEnabled": true`, `"ActionsEnabled": false`}}, "actions_disabled"},
		"managed key":          {[]answer{{"sns.GetTopicAttributes", "alias/security-alerts", "alias/aws/sns"}}, "topic_key"},
		"managed key, its ARN": {[]answer{{"sns.GetTopicAttributes", "alias/security-alerts", "arn:aws:kms:eu-west-1:210987654321:alias/aws/sns"}}, "topic_key"},
		"topic's policy":       {[]answer{{"sns.GetTopicAttributes", "SNS:Publish", "SNS:ListSubscriptionsByTopic"}}, "topic_policy"},
		"no subscription":      {[]answer{noneLeft}, "subscription_missing"},
		"unconfirmed": {[]answer{noneLeft,
			{"sns.GetTopicAttributes", "SubscriptionsPending" + value + "0", "SubscriptionsPending" + value + "1"}}, "subscription_unconfirmed"},
		"deleted subscription": {[]answer{noneLeft,
			{"sns.GetTopicAttributes", "SubscriptionsDeleted" + value + "0", "SubscriptionsDeleted" + value + "1"}}, "subscription_deleted"},
		"active mute rule": {[]answer{
			{"cloudwatch.ListAlarmMuteRules", "EXPIRED", "ACTIVE"},
			{"cloudwatch.GetAlarmMuteRule", `"orders-db-free-storage"`, `"RootUsage", "root-and-trail"`}}, "alarm_muted"},
		"blocking filter policy": {[]answer{
			{"sns.GetSubscriptionAttributes", "RawMessageDelivery" + value + "false", "FilterPolicy" + value + "{&quot;team&quot;:[&quot;x&quot;]}"},
			{"sns.GetSubscriptionAttributes", "[&quot;ALARM&quot;]", "[&quot;OK&quot;]"}}, "filter_policy"},
		"rule of an archive": {[]answer{noFilter, rootRule,
			{"events.ListRules", `"Name": "account-contacts"`, `"Name": "account-contacts", "ManagedBy": "prod.vhs.events.aws.internal"`}}, "detector_missing"},
		"rule outside us-east-1": {append([]answer{noFilter, rootRule}, elsewhere...), "rule_region"},
		"rule and managed key":   {[]answer{noFilter, rootRule, {"sns.GetTopicAttributes", "alias/account-alerts", "alias/aws/sns"}}, "topic_key"},
		"rule and topic's policy": {[]answer{noFilter, rootRule,
			{"sns.GetTopicAttributes", "events.amazonaws.com", "s3.amazonaws.com"}}, "topic_policy"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			o := scanRecorded(t, eng, answering(t, accounts.Clean(), tc.answers)).Outcomes[0]
			if tc.edge == "" && o.Status == report.Pass {
				return
			}
			if o.Status != report.Fail || len(o.Findings) != 1 {
				t.Fatalf("%s %s, %d findings", o.Status, o.Reason, len(o.Findings))
			}
			broken, _ := o.Findings[0].Evidence["broken_edge"].(map[string]any)
			if broken["edge"] != tc.edge {
				t.Errorf("the broken edge is %v, want %s: %s", broken, tc.edge, o.Findings[0].Message)
			}
		})
	}
}

// answering is a recorded account in which AWS answers otherwise.
func answering(t *testing.T, recording fs.FS, answers []answer) *awsreplay.Account {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(recording, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(recording, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: b}
	}
	for _, a := range answers {
		file := files[a.operation+".json"]
		if !strings.Contains(string(file.Data), a.from) {
			t.Fatalf("%s: there is no %s to change", a.operation, a.from)
		}
		file.Data = []byte(strings.ReplaceAll(string(file.Data), a.from, a.to))
	}
	account, err := awsreplay.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return account
}
