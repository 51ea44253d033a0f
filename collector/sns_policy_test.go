package collector

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/tocsin-dev/tocsin/testdata/accounts"
)

var alertsTopic = Topic{ARN: "arn:aws:sns:us-east-1:123456789012:alerts", Region: "us-east-1"}

// whoMayPublish is what a policy's statements say of alarms and of rules: yes, no, or open if it cannot
// be told; and of those resources that may in any case, the patterns.
func whoMayPublish(t *testing.T, statements string) string {
	t.Helper()
	parsed, err := parseStatements(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	var says []string
	for _, p := range (&session{identity: identity{partition: "aws", account: "123456789012"}}).publishers(alertsTopic, parsed) {
		word := "open"
		if p.MayPublish != nil {
			word = map[bool]string{true: "yes", false: "no"}[*p.MayPublish]
		}
		says = append(says, strings.Join(append([]string{word}, p.Sources...), " "))
	}
	return strings.Join(says, ", ")
}

func TestTopicPolicies(t *testing.T) {
	publish := func(effect, principal, condition string) string {
		if condition != "" {
			condition = `,"Condition":{` + condition + `}`
		}
		return `{"Effect":"` + effect + `","Principal":` + principal + `,"Action":"sns:Publish","Resource":"` + alertsTopic.ARN + `"` + condition + `}`
	}
	const (
		everyone   = `"*"`
		cloudwatch = `{"Service":"cloudwatch.amazonaws.com"}`
		events     = `{"Service":["s3.amazonaws.com","events.amazonaws.com"]}`
		root       = `{"AWS":"arn:aws:iam::123456789012:root"}`
	)
	bornWith := publish("Allow", `{"AWS":"*"}`, `"StringEquals":{"AWS:SourceOwner":"123456789012"}`)
	both := publish("Allow", cloudwatch, "") + "," + publish("Allow", events, "")
	expression := func(arn string) string { return `^` + regexp.QuoteMeta(arn) + `$` }
	for name, tc := range map[string]struct{ statements, want string }{
		"that topics are born with":       {bornWith, "yes, no"},
		"with a statement for the rules":  {bornWith + "," + publish("Allow", events, ""), "yes, yes"},
		"for the services":                {both, "yes, yes"},
		"for everyone":                    {publish("Allow", everyone, ""), "yes, yes"},
		"for other services":              {publish("Allow", `{"Service":"s3.amazonaws.com"}`, ""), "no, no"},
		"for other accounts":              {publish("Allow", `{"AWS":"999988887777"}`, ""), "no, no"},
		"for the account's own root":      {publish("Allow", root, ""), "open, open"},
		"for its number":                  {publish("Allow", `{"AWS":"123456789012"}`, ""), "open, open"},
		"for a user":                      {publish("Allow", `{"AWS":"arn:aws:iam::123456789012:user/anna"}`, ""), "no, no"},
		"for the service in China":        {publish("Allow", `{"Service":"events.amazonaws.com.cn"}`, ""), "no, open"},
		"for all but one":                 {`{"Effect":"Allow","NotPrincipal":{"AWS":"999988887777"},"Action":"*","Resource":"*"}`, "open, open"},
		"for another action":              {strings.Replace(both, "sns:Publish", "sns:Subscribe", 1), "no, yes"},
		"for all actions":                 {strings.ReplaceAll(both, "sns:Publish", "SNS:*"), "yes, yes"},
		"for another topic":               {strings.ReplaceAll(both, "12:alerts", "12:others"), "no, no"},
		"for any topic":                   {strings.ReplaceAll(both, alertsTopic.ARN, "*"), "yes, yes"},
		"denied to everyone":              {both + "," + publish("Deny", everyone, ""), "no, no"},
		"denied to a service":             {both + "," + publish("Deny", cloudwatch, ""), "no, yes"},
		"denied to a user":                {both + "," + publish("Deny", `{"AWS":"arn:aws:iam::123456789012:user/anna"}`, ""), "yes, yes"},
		"denied to the account":           {both + "," + publish("Deny", root, ""), "open, open"},
		"denied another action":           {both + "," + strings.Replace(publish("Deny", everyone, ""), "Publish", "Subscribe", 1), "yes, yes"},
		"denied without TLS":              {both + "," + publish("Deny", everyone, `"Bool":{"aws:SecureTransport":"false"}`), "yes, yes"},
		"denied to other accounts":        {both + "," + publish("Deny", everyone, `"StringNotEquals":{"aws:SourceAccount":"123456789012"}`), "yes, yes"},
		"denied to all but own requests":  {both + "," + publish("Deny", everyone, `"StringNotEquals":{"aws:SourceOwner":"123456789012"}`), "yes, no"},
		"denied to all but services":      {both + "," + publish("Deny", everyone, `"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}`), "yes, yes"},
		"denied outside the organisation": {both + "," + publish("Deny", everyone, `"StringNotEquals":{"aws:PrincipalOrgID":"o-example"}`), "open, open"},
		"denied, whatever is allowed":     {publish("Allow", root, "") + "," + publish("Deny", everyone, ""), "no, no"},
		"denied maybe, allowed never":     {publish("Deny", root, ""), "no, no"},
		"for own sources": {
			publish("Allow", everyone, `"StringEquals":{"aws:SourceAccount":"123456789012"}`), "yes, yes",
		},
		"for the sources of others": {
			publish("Allow", everyone, `"StringEquals":{"aws:SourceAccount":["999988887777"]}`), "no, no",
		},
		"for own sources, if named": {
			publish("Allow", everyone, `"StringEqualsIfExists":{"aws:SourceOwner":"123456789012"}`), "yes, yes",
		},
		"for what a variable says": {
			publish("Allow", everyone, `"StringEquals":{"aws:SourceAccount":"${aws:PrincipalAccount}"}`), "open, open",
		},
		"with an operator that is not evaluated": {
			publish("Allow", everyone, `"ForAnyValue:StringEquals":{"aws:SourceAccount":"123456789012"}`), "open, open",
		},
		"with a key that is not evaluated": {
			publish("Allow", everyone, `"StringEquals":{"aws:SourceOrgID":"o-example"}`), "open, open",
		},
		"for all alarms": {
			publish("Allow", everyone, `"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:*"}`),
			"yes, no " + strings.ReplaceAll(expression("arn:aws:cloudwatch:us-east-1:123456789012:alarm:*"), `\*`, `.*`),
		},
		"for whatever the account has": {
			publish("Allow", everyone, `"StringLike":{"aws:SourceArn":"arn:aws:*:*:123456789012:*"}`), "yes, yes",
		},
		"for one rule": {
			publish("Allow", events, `"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:123456789012:rule/root"}`),
			"no, no " + expression("arn:aws:events:us-east-1:123456789012:rule/root"),
		},
		"for one rule, denied maybe": {
			publish("Allow", events, `"StringEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:123456789012:rule/root"}`) + "," + publish("Deny", root, ""),
			"no, open",
		},
		"for what equals no ARN": {
			publish("Allow", events, `"StringEquals":{"aws:SourceArn":"arn:aws:events:*"}`), "no, open",
		},
		"for half an ARN": {
			publish("Allow", events, `"ArnLike":{"aws:SourceArn":"arn:aws:*"}`), "no, open",
		},
		"denied to one rule": {
			both + "," + publish("Deny", everyone, `"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:123456789012:rule/root"}`), "open, open",
		},
		"denied to all rules": {
			both + "," + publish("Deny", events, `"ArnLike":{"aws:SourceArn":"arn:aws:events:*:*:rule/*"}`), "yes, no",
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if got := whoMayPublish(t, tc.statements); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// A policy that cannot be parsed says nothing, and takes nothing else from the topic.
func TestTopicWithoutPolicy(t *testing.T) {
	attributes := func(policy string) string {
		entry := func(key, value string) string {
			return "<entry><key>" + key + "</key><value>" + value + "</value></entry>"
		}
		return `[{"region": "us-east-1", "input": {"TopicArn": "arn:aws:sns:us-east-1:210987654321:account-alerts"},
			"body": "<R><GetTopicAttributesResult><Attributes>` + entry("SubscriptionsConfirmed", "1") + entry("SubscriptionsPending", "0") +
			entry("SubscriptionsDeleted", "0") + policy + `</Attributes></GetTopicAttributesResult></R>"}]`
	}
	for name, tc := range map[string]struct {
		policy, gap, says string
	}{
		"none":       {"", "sns:GetTopicAttributes of arn:aws:sns:us-east-1:210987654321:account-alerts in us-east-1: MalformedResponse", ""},
		"not_parsed": {"<entry><key>Policy</key><value>{}</value></entry>", "", `"policy_error":"parse policy: it has no statement"`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				snap := read(t, open(t, with(t, accounts.Clean(), map[string]string{"sns.GetTopicAttributes.json": attributes(tc.policy)})), "sns.topics")
				got := string(snap.AWS["sns"]["topics"])
				if !strings.Contains(got, tc.says) || strings.Contains(got, `"publishers"`) {
					t.Errorf("topics: %s, want among them: %s", got, tc.says)
				}
				found := strings.Join(gaps(snap, "sns.topics"), "\n")
				if tc.gap != "" && !strings.Contains(found, tc.gap) || tc.gap == "" && strings.Contains(found, "us-east-1: Malformed") {
					t.Errorf("gaps: %s, want among them: %s", found, tc.gap)
				}
			})
		})
	}
}
