package collector

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
)

// SecurityHub is Security Hub CSPM, the older product of the name, where it is enabled
// (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html).
type SecurityHub struct {
	ARN                string     `json:"arn"`
	Region             string     `json:"region"`
	SubscribedAt       *time.Time `json:"subscribed_at,omitempty"`
	AutoEnableControls *bool      `json:"auto_enable_controls,omitempty"`
}

// SecurityStandard is a standard that is enabled in Security Hub CSPM
// (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StandardsSubscription.html).
type SecurityStandard struct {
	ARN         string `json:"arn"`
	StandardARN string `json:"standard_arn,omitempty"`
	Region      string `json:"region"`
	// Status is PENDING, READY, INCOMPLETE, DELETING or FAILED.
	Status string `json:"status,omitempty"`
}

// SecurityIntegration is a product whose findings Security Hub CSPM takes in
// (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListEnabledProductsForImport.html).
type SecurityIntegration struct {
	ARN    string `json:"arn"`
	Region string `json:"region"`
}

// SecurityHubV2 is Security Hub, the newer product of the name, where it is enabled
// (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeSecurityHubV2.html).
type SecurityHubV2 struct {
	ARN          string     `json:"arn"`
	Region       string     `json:"region"`
	SubscribedAt *time.Time `json:"subscribed_at,omitempty"`
}

var (
	describeHub                  = Operation{"SecurityHub", "DescribeHub", "securityhub:DescribeHub", []string{"HubArn"}}
	getEnabledStandards          = Operation{"SecurityHub", "GetEnabledStandards", "securityhub:GetEnabledStandards", []string{"StandardsSubscriptions"}}
	listEnabledProductsForImport = Operation{"SecurityHub", "ListEnabledProductsForImport", "securityhub:ListEnabledProductsForImport", []string{"ProductSubscriptions"}}
	describeSecurityHubV2        = Operation{"SecurityHub", "DescribeSecurityHubV2", "securityhub:DescribeSecurityHubV2", []string{"HubV2Arn"}}
)

const (
	hubsSection         = section[[]SecurityHub]("securityhub.hubs")
	standardsSection    = section[[]SecurityStandard]("securityhub.standards")
	integrationsSection = section[[]SecurityIntegration]("securityhub.integrations")
	hubsV2Section       = section[[]SecurityHubV2]("securityhub.hubs_v2")
)

// hub describes the hub of a region, of which there is at most one.
func (s *session) hub(ctx context.Context, region string) ([]SecurityHub, error) {
	return s.hubs.get(region, func() ([]SecurityHub, error) {
		out, err := securityhub.NewFromConfig(s.in(region)).DescribeHub(ctx, nil)
		if says(err, "InvalidAccessException") { // Security Hub is not enabled
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return []SecurityHub{{
			ARN: aws.ToString(out.HubArn), Region: region, SubscribedAt: parsedTime(out.SubscribedAt),
			AutoEnableControls: out.AutoEnableControls,
		}}, nil
	})
}

var securityhubHubs = Collector{
	Sections:   []Section{hubsSection.declare()},
	Operations: []Operation{describeHub},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		hubs, answered := perRegion(ctx, r, r.hub)
		if answered {
			hubsSection.put(r, hubs)
		}
	},
}

var securityhubStandards = Collector{
	Sections:   []Section{standardsSection.declare()},
	Operations: []Operation{describeHub, getEnabledStandards},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		standards, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]SecurityStandard, error) {
			return listStandards(ctx, r, region)
		})
		if answered {
			standardsSection.put(r, standards)
		}
	},
}

func listStandards(ctx context.Context, r *reader, region string) (standards []SecurityStandard, err error) {
	if hubs, err := r.hub(ctx, region); err != nil || len(hubs) == 0 {
		return nil, err
	}
	client := securityhub.NewFromConfig(r.in(region))
	err = pages(getEnabledStandards, func(token *string) (*string, error) {
		out, err := client.GetEnabledStandards(ctx, &securityhub.GetEnabledStandardsInput{NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, s := range out.StandardsSubscriptions {
			standards = append(standards, SecurityStandard{
				ARN: aws.ToString(s.StandardsSubscriptionArn), StandardARN: aws.ToString(s.StandardsArn),
				Region: region, Status: string(s.StandardsStatus),
			})
		}
		return out.NextToken, nil
	})
	return standards, err
}

var securityhubIntegrations = Collector{
	Sections:   []Section{integrationsSection.declare()},
	Operations: []Operation{describeHub, listEnabledProductsForImport},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		integrations, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]SecurityIntegration, error) {
			return listIntegrations(ctx, r, region)
		})
		if answered {
			integrationsSection.put(r, integrations)
		}
	},
}

func listIntegrations(ctx context.Context, r *reader, region string) (integrations []SecurityIntegration, err error) {
	if hubs, err := r.hub(ctx, region); err != nil || len(hubs) == 0 {
		return nil, err
	}
	client := securityhub.NewFromConfig(r.in(region))
	err = pages(listEnabledProductsForImport, func(token *string) (*string, error) {
		out, err := client.ListEnabledProductsForImport(ctx, &securityhub.ListEnabledProductsForImportInput{NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, arn := range out.ProductSubscriptions {
			integrations = append(integrations, SecurityIntegration{ARN: arn, Region: region})
		}
		return out.NextToken, nil
	})
	return integrations, err
}

var securityhubHubsV2 = Collector{
	Sections:   []Section{hubsV2Section.declare()},
	Operations: []Operation{describeSecurityHubV2},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		hubs, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]SecurityHubV2, error) {
			out, err := securityhub.NewFromConfig(r.in(region)).DescribeSecurityHubV2(ctx, nil)
			if says(err, "ResourceNotFoundException") { // it is not enabled
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			return []SecurityHubV2{{ARN: aws.ToString(out.HubV2Arn), Region: region, SubscribedAt: parsedTime(out.SubscribedAt)}}, nil
		})
		if answered {
			hubsV2Section.put(r, hubs)
		}
	},
}

// parsedTime reads a time that AWS sends as text. What is no time is left out.
func parsedTime(text *string) *time.Time {
	t, err := time.Parse(time.RFC3339, aws.ToString(text))
	if err != nil {
		return nil
	}
	return utc(&t)
}
