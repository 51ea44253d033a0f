package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/tocsin-dev/tocsin/collector/pattern"
)

// FilterPolicy says which alerts a subscription lets through, by its filter policy if it has one
// (https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html).
type FilterPolicy struct {
	SubscriptionARN string `json:"subscription_arn"`
	TopicARN        string `json:"topic_arn"`
	Region          string `json:"region"`
	// Policy is absent if the subscription lets everything through.
	Policy string `json:"policy,omitempty"`
	// Scope is MessageAttributes or MessageBody.
	Scope string `json:"scope,omitempty"`
	// PassesAlarms are the alarms, of those that name the topic, whose notifications the policy lets
	// through, evaluated here. It is absent if that cannot be known; PolicyError says why.
	PassesAlarms []string `json:"passes_alarms,omitzero"`
	// PassesEvents says whether the policy lets the events of EventBridge through. It is absent if
	// that depends on the event.
	PassesEvents *bool  `json:"passes_events,omitempty"`
	PolicyError  string `json:"policy_error,omitempty"`
}

var getSubscriptionAttributes = Operation{"SNS", "GetSubscriptionAttributes", "sns:GetSubscriptionAttributes", []string{"Attributes"}}

const filterPoliciesSection = section[[]FilterPolicy]("sns.filter_policies")

// snsFilterPolicies reads the filter policies of those subscriptions only by which alerts reach
// people: those of topics that alarms name, or rules that match a probe event.
var snsFilterPolicies = Collector{
	Sections:   []Section{filterPoliciesSection.declare()},
	Operations: append([]Operation{listSubscriptions, getSubscriptionAttributes}, alertTopicOperations...),
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		policies, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]FilterPolicy, error) {
			return readFilterPolicies(ctx, r, region)
		})
		if answered {
			filterPoliciesSection.put(r, policies)
		}
	},
}

func readFilterPolicies(ctx context.Context, r *reader, region string) ([]FilterPolicy, error) {
	topics := r.alertTopics(ctx, region)
	alarms, alarmsErr := r.alarms(ctx, region)
	subscriptions, err := r.subscriptions(ctx, region)
	subscriptions = slices.DeleteFunc(slices.Clone(subscriptions), func(s Subscription) bool { return !s.Confirmed || !topics[s.TopicARN] })
	policies := make([]FilterPolicy, len(subscriptions))
	each(subscriptions, func(i int, s Subscription) {
		out, err := sns.NewFromConfig(r.in(region)).GetSubscriptionAttributes(ctx, &sns.GetSubscriptionAttributesInput{SubscriptionArn: &s.ARN})
		if err != nil {
			r.gap(region, s.ARN, err)
			return
		}
		policies[i] = newFilterPolicy(s, out.Attributes)
		policies[i].evaluate(r.identity.account, alarms, alarmsErr != nil)
	})
	return slices.DeleteFunc(policies, func(p FilterPolicy) bool { return p.SubscriptionARN == "" }), err
}

func newFilterPolicy(s Subscription, attributes map[string]string) FilterPolicy {
	return FilterPolicy{
		SubscriptionARN: s.ARN, TopicARN: s.TopicARN, Region: s.Region,
		Policy: attributes["FilterPolicy"], Scope: attributes["FilterPolicyScope"],
	}
}

// evaluate finds out what the policy lets through. A policy on the body needs all alarms: those that
// could not be listed might be the ones that it is for.
func (p *FilterPolicy) evaluate(account string, alarms []Alarm, incomplete bool) {
	passes := func(Alarm) (bool, error) { return true, nil }
	switch {
	case p.Policy == "":
		p.PassesEvents = aws.Bool(true)
	case p.Scope == "MessageBody":
		if incomplete {
			p.PolicyError = "not all alarms could be listed"
			return
		}
		passes = func(a Alarm) (bool, error) { return pattern.PolicyAccepts(p.Policy, a.notification(account)) }
	default: // neither alarms nor rules give their messages attributes
		accepted, err := pattern.PolicyAccepts(p.Policy, map[string]any{})
		if err != nil {
			p.PolicyError = err.Error()
			return
		}
		p.PassesEvents = &accepted
		passes = func(Alarm) (bool, error) { return accepted, nil }
	}
	passing := []string{}
	for _, a := range alarms {
		if !slices.Contains(a.AlarmActions, p.TopicARN) {
			continue
		}
		accepted, err := passes(a)
		if err != nil {
			p.PolicyError = err.Error()
			return
		}
		if accepted {
			passing = append(passing, a.ARN)
		}
	}
	slices.SortFunc(passing, strings.Compare)
	p.PassesAlarms = passing
}

// notification is the message that an alarm sends when it goes off, as far as it is known.
func (a Alarm) notification(account string) map[string]any {
	message := map[string]any{"AlarmName": a.Name, "AlarmArn": a.ARN, "AWSAccountId": account, "NewStateValue": "ALARM"}
	for _, key := range []string{
		"AlarmDescription", "AlarmConfigurationUpdatedTimestamp", "AlarmRule", "NewStateReason", "StateChangeTime", "Region",
		"OldStateValue", "OKActions", "AlarmActions", "InsufficientDataActions", "Trigger", "TriggeringChildren",
	} {
		message[key] = pattern.Unknown{}
	}
	return message
}
