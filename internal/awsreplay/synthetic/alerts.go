package synthetic

import (
	"encoding/json"
	"fmt"
)

const (
	bus         = "default"
	rootPattern = `{"detail-type":["AWS Console Sign In via CloudTrail"],"detail":{"userIdentity":{"type":["Root"]}}}`
	rootFilter  = `{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }`
)

// none answers a listing in each region that has nothing of it.
func (r recording) none(l listing) {
	l.region = everywhere
	r.list(l, nil)
}

// inHome answers a listing with items in the home region, and without elsewhere.
func (r recording) inHome(l listing, items []string) {
	r.none(l)
	l.region = Home
	r.list(l, items)
}

func topicARN(i int) string { return regional("sns", fmt.Sprintf("topic-%d", i)) }

// alarms answers what CloudWatch tells. A fifth of the topics is what the alarms notify.
func (s Size) alarms(r recording) {
	r.inHome(listing{
		operation: "cloudwatch.DescribeAlarms", size: 100, token: "NextToken",
		input: object{"AlarmTypes": []string{"MetricAlarm", "CompositeAlarm"}, "MaxRecords": 100},
		page:  jsonPage("MetricAlarms", "NextToken", "CompositeAlarms"),
	}, some(s.Alarms, func(i int) string {
		return fmt.Sprintf(`{"AlarmName":"alarm-%d","AlarmArn":%q,"ActionsEnabled":true,"AlarmActions":[%q],"StateValue":"OK",`+
			`"Namespace":"Trail","MetricName":"metric-%d","Dimensions":[]}`,
			i, regional("cloudwatch", fmt.Sprintf("alarm:alarm-%d", i)), topicARN(i%s.alertTopics()), i)
	}))
	r.inHome(listing{
		operation: "cloudwatch.ListAlarmMuteRules", size: 100, token: "NextToken",
		input: object{"MaxRecords": 100}, page: jsonPage("AlarmMuteRuleSummaries", "NextToken", ""),
	}, some(s.muteRules(), func(i int) string {
		return fmt.Sprintf(`{"AlarmMuteRuleArn":%q,"Status":"SCHEDULED"}`, regional("cloudwatch", fmt.Sprintf("alarm-mute-rule:mute-%d", i)))
	}))
	for i := range s.muteRules() {
		name := fmt.Sprintf("mute-%d", i)
		r.json("cloudwatch.GetAlarmMuteRule", Home, object{"AlarmMuteRuleName": name},
			object{"Name": name, "MuteTargets": object{"AlarmNames": []string{fmt.Sprintf("alarm-%d", i)}}})
	}
}

// topicPolicy lets all of the account publish, as the one that SNS gives a new topic.
const topicPolicy = `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"SNS:Publish","Resource":"*",` +
	`"Condition":{"StringEquals":{"AWS:SourceOwner":"` + account + `"}}}]}`

// topics answers what SNS tells: each topic has two subscriptions, which a listing names in the order
// in which it finds them, not by topic.
func (s Size) topics(r recording) {
	r.inHome(listing{operation: "sns.ListTopics", size: 100, token: "NextToken", page: snsPage("ListTopics", "Topics")},
		some(s.Topics, func(i int) string { return element("member", element("TopicArn", topicARN(i))) }))
	for i := range s.Topics {
		r.xml("sns.GetTopicAttributes", Home, object{"TopicArn": topicARN(i)}, inResult("GetTopicAttributes", element("Attributes",
			attributes("TopicArn", topicARN(i), "Owner", account, "Policy", topicPolicy,
				"SubscriptionsConfirmed", "2", "SubscriptionsPending", "0", "SubscriptionsDeleted", "0"))))
	}
	arn := func(i int) string { return fmt.Sprintf("%s:%036d", topicARN(i%s.Topics), i) }
	r.inHome(listing{operation: "sns.ListSubscriptions", size: 100, token: "NextToken", page: snsPage("ListSubscriptions", "Subscriptions")},
		some(s.subscriptions(), func(i int) string {
			return element("member", element("TopicArn", topicARN(i%s.Topics))+element("SubscriptionArn", arn(i))+
				element("Owner", account)+`<Protocol>email</Protocol><Endpoint>security@example.com</Endpoint>`)
		}))
	for i := range s.subscriptions() {
		r.xml("sns.GetSubscriptionAttributes", Home, object{"SubscriptionArn": arn(i)}, inResult("GetSubscriptionAttributes",
			element("Attributes", attributes("SubscriptionArn", arn(i), "TopicArn", topicARN(i%s.Topics), "PendingConfirmation", "false"))))
	}
}

// eventRules answers what EventBridge tells. Every second rule sends root's logins to a topic.
func (s Size) eventRules(r recording) {
	r.json("events.ListEventBuses", everywhere, nil, object{"EventBuses": []object{{"Name": bus}}})
	name := func(i int) string { return fmt.Sprintf("rule-%d", i) }
	r.inHome(listing{
		operation: "events.ListRules", size: 100, token: "NextToken", input: object{"EventBusName": bus}, page: jsonPage("Rules", "NextToken", ""),
	}, some(s.rules(), func(i int) string {
		pattern := rootPattern
		if i%2 > 0 {
			pattern = `{"source":["acme.orders"]}`
		}
		return fmt.Sprintf(`{"Name":%q,"Arn":%q,"EventBusName":%q,"State":"ENABLED","EventPattern":%q}`,
			name(i), regional("events", "rule/"+name(i)), bus, pattern)
	}))
	for i := range s.alertRules() {
		r.json("events.ListTargetsByRule", Home, object{"EventBusName": bus, "Rule": name(2 * i)},
			object{"Targets": []object{{"Id": "topic", "Arn": topicARN(i % s.alertTopics())}}})
	}
}

// metricFilters answers what CloudWatch Logs tells of them.
func (s Size) metricFilters(r recording) {
	pattern, _ := json.Marshal(rootFilter) //nolint:errchkjson // a string
	r.inHome(listing{operation: "logs.DescribeMetricFilters", size: 50, token: "nextToken", page: jsonPage("metricFilters", "nextToken", "")},
		some(s.filters(), func(i int) string {
			return fmt.Sprintf(`{"filterName":"filter-%d","filterPattern":%s,"logGroupName":"trail","metricTransformations":`+
				`[{"metricName":"metric-%[1]d","metricNamespace":"Trail","metricValue":"1"}]}`, i, pattern)
		}))
}
