package collector

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/tocsin-dev/tocsin/collector/pattern"
)

// EventRule is a rule of EventBridge, of any event bus
// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Rule.html).
type EventRule struct {
	ARN          string `json:"arn"`
	Name         string `json:"name"`
	Region       string `json:"region"`
	EventBusName string `json:"event_bus_name,omitempty"`
	// State is ENABLED, DISABLED, or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS, without which the
	// rule does not see management events that only read.
	State              string `json:"state,omitempty"`
	EventPattern       string `json:"event_pattern,omitempty"`
	ScheduleExpression string `json:"schedule_expression,omitempty"`
	// ManagedBy is the service that owns the rule.
	ManagedBy string `json:"managed_by,omitempty"`
	// Matches names the probe events that the pattern matches, evaluated here. It is absent if the
	// pattern cannot be evaluated; PatternError says why.
	Matches      []string `json:"matches,omitzero"`
	PatternError string   `json:"pattern_error,omitempty"`
}

// EventTarget is where a rule sends the events that it matches
// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html).
type EventTarget struct {
	RuleARN string `json:"rule_arn"`
	ID      string `json:"id"`
	Region  string `json:"region"`
	ARN     string `json:"arn"`
	// RoleARN is the role as which EventBridge calls the target, absent if it calls as itself.
	RoleARN string `json:"role_arn,omitempty"`
}

var (
	listEventBuses    = Operation{"EventBridge", "ListEventBuses", "events:ListEventBuses", []string{"EventBuses"}}
	listRules         = Operation{"EventBridge", "ListRules", "events:ListRules", []string{"Rules"}}
	listTargetsByRule = Operation{"EventBridge", "ListTargetsByRule", "events:ListTargetsByRule", []string{"Targets"}}
)

const (
	eventRulesSection   = section[[]EventRule]("events.rules")
	eventTargetsSection = section[[]EventTarget]("events.targets")
)

var eventsRules = Collector{
	Sections:   []Section{eventRulesSection.declare()},
	Operations: []Operation{listEventBuses, listRules},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if rules, answered := perRegion(ctx, r, r.eventRules); answered {
			eventRulesSection.put(r, rules)
		}
	},
}

// eventsTargets reads the targets of those rules only that match a probe event or are disabled: one
// call for each rule would be most of a scan.
var eventsTargets = Collector{
	Sections:   []Section{eventTargetsSection.declare()},
	Operations: []Operation{listEventBuses, listRules, listTargetsByRule},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		rules, answered := perRegion(ctx, r, r.eventRules)
		if !answered {
			return
		}
		eventTargetsSection.put(r, targetsOf(ctx, r, rules))
	},
}

// targetsOf returns the targets of the rules that match a probe event, and of disabled ones: what
// they would start matters as well.
func targetsOf(ctx context.Context, r *reader, rules []EventRule) []EventTarget {
	rules = slices.DeleteFunc(slices.Clone(rules), func(rule EventRule) bool {
		return len(rule.Matches) == 0 && rule.State != string(types.RuleStateDisabled)
	})
	found := make([][]EventTarget, len(rules))
	each(rules, func(i int, rule EventRule) {
		var err error
		if found[i], err = r.eventTargets(ctx, rule); err != nil {
			r.gap(rule.Region, rule.ARN, err)
		}
	})
	return append([]EventTarget{}, slices.Concat(found...)...)
}

// eventRules lists the rules of all event buses of a region.
func (s *session) eventRules(ctx context.Context, region string) ([]EventRule, error) {
	return s.ruleLists.get(region, func() ([]EventRule, error) {
		buses, err := s.eventBuses(ctx, region)
		found, errs := make([][]EventRule, len(buses)), make([]error, len(buses))
		each(buses, func(i int, bus string) { found[i], errs[i] = s.rulesOf(ctx, region, bus) })
		return slices.Concat(found...), cmp.Or(err, cmp.Or(errs...))
	})
}

func (s *session) eventBuses(ctx context.Context, region string) (names []string, err error) {
	client := eventbridge.NewFromConfig(s.in(region))
	err = pages(listEventBuses, func(token *string) (*string, error) {
		out, err := client.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, bus := range out.EventBuses {
			if aws.ToString(bus.Name) == "" {
				return nil, malformed("an event bus without a name")
			}
			names = append(names, *bus.Name)
		}
		return out.NextToken, nil
	})
	return names, err
}

func (s *session) rulesOf(ctx context.Context, region, bus string) (rules []EventRule, err error) {
	client := eventbridge.NewFromConfig(s.in(region))
	err = pages(listRules, func(token *string) (*string, error) {
		out, err := client.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: &bus, NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, listed := range out.Rules {
			rule := s.newEventRule(listed, region, bus)
			if !whole(rule.ARN, rule.Name, rule.State, rule.EventPattern+rule.ScheduleExpression) {
				return nil, malformed("a rule without its ARN, name, state, or pattern and schedule")
			}
			rules = append(rules, rule)
		}
		return out.NextToken, nil
	})
	return rules, err
}

func (s *session) newEventRule(r types.Rule, region, bus string) EventRule {
	rule := EventRule{
		ARN: aws.ToString(r.Arn), Name: aws.ToString(r.Name), Region: region, EventBusName: bus,
		State: string(r.State), EventPattern: aws.ToString(r.EventPattern),
		ScheduleExpression: aws.ToString(r.ScheduleExpression), ManagedBy: aws.ToString(r.ManagedBy),
		Matches: []string{},
	}
	if rule.EventPattern == "" { // it has a schedule
		return rule
	}
	var err error
	if rule.Matches, err = pattern.RuleMatches(rule.EventPattern, s.probes(region)); err != nil {
		rule.PatternError = err.Error()
	}
	return rule
}

func (s *session) eventTargets(ctx context.Context, rule EventRule) ([]EventTarget, error) {
	return s.targetLists.get(rule.ARN, func() (targets []EventTarget, err error) {
		client := eventbridge.NewFromConfig(s.in(rule.Region))
		err = pages(listTargetsByRule, func(token *string) (*string, error) {
			out, err := client.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{
				Rule: &rule.Name, EventBusName: &rule.EventBusName, NextToken: token,
			})
			if err != nil {
				return nil, err
			}
			for _, t := range out.Targets {
				if !whole(aws.ToString(t.Id), aws.ToString(t.Arn)) {
					return nil, malformed("a target without its id or ARN")
				}
				targets = append(targets, EventTarget{RuleARN: rule.ARN, ID: *t.Id, Region: rule.Region, ARN: *t.Arn, RoleARN: aws.ToString(t.RoleArn)})
			}
			return out.NextToken, nil
		})
		return targets, err
	})
}
