package collector

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

// StateMachineAlias is a name by which versions of a state machine are started
// (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineAlias.html).
type StateMachineAlias struct {
	ARN             string `json:"arn"`
	Name            string `json:"name,omitempty"`
	StateMachineARN string `json:"state_machine_arn"`
	Region          string `json:"region"`
	// Routing has one or two versions.
	Routing []StateMachineRoute `json:"routing,omitzero"`
}

// StateMachineRoute is a version that an alias starts, and how often.
type StateMachineRoute struct {
	VersionARN string `json:"version_arn"`
	// Weight is a percentage.
	Weight int `json:"weight"`
}

var (
	listStateMachineAliases   = Operation{"SFN", "ListStateMachineAliases", "states:ListStateMachineAliases", []string{"StateMachineAliases"}}
	describeStateMachineAlias = Operation{"SFN", "DescribeStateMachineAlias", "states:DescribeStateMachineAlias", []string{"StateMachineAliasArn", "RoutingConfiguration"}}
)

const aliasesSection = section[[]StateMachineAlias]("stepfunctions.aliases")

var stepfunctionsAliases = Collector{
	Sections:   []Section{aliasesSection.declare()},
	Operations: []Operation{listStateMachines, listStateMachineAliases, describeStateMachineAlias},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		aliases, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]StateMachineAlias, error) {
			machines, err := r.listStateMachines(ctx, region)
			found := make([][]StateMachineAlias, len(machines))
			each(machines, func(i int, m StateMachine) { found[i] = readAliases(ctx, r, m) })
			return slices.Concat(found...), err
		})
		if answered {
			aliasesSection.put(r, aliases)
		}
	},
}

func readAliases(ctx context.Context, r *reader, m StateMachine) (aliases []StateMachineAlias) {
	client := sfn.NewFromConfig(r.in(m.Region))
	err := pages(listStateMachineAliases, func(token *string) (*string, error) {
		out, err := client.ListStateMachineAliases(ctx, &sfn.ListStateMachineAliasesInput{
			StateMachineArn: &m.ARN, MaxResults: statesPage, NextToken: token,
		})
		if err != nil {
			return nil, err
		}
		for _, a := range out.StateMachineAliases {
			aliases = append(aliases, StateMachineAlias{ARN: aws.ToString(a.StateMachineAliasArn), StateMachineARN: m.ARN, Region: m.Region})
		}
		return out.NextToken, nil
	})
	if err != nil {
		r.gap(m.Region, m.ARN, err)
	}
	each(aliases, func(i int, a StateMachineAlias) {
		out, err := client.DescribeStateMachineAlias(ctx, &sfn.DescribeStateMachineAliasInput{StateMachineAliasArn: &a.ARN})
		if err != nil {
			r.gap(m.Region, a.ARN, err)
			return
		}
		aliases[i].Name = aws.ToString(out.Name)
		for _, route := range out.RoutingConfiguration {
			aliases[i].Routing = append(aliases[i].Routing, StateMachineRoute{
				VersionARN: aws.ToString(route.StateMachineVersionArn), Weight: int(route.Weight),
			})
		}
	})
	return aliases
}
