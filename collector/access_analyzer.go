package collector

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer"
)

// Analyzer is an analyzer of IAM Access Analyzer
// (https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html).
type Analyzer struct {
	ARN    string `json:"arn"`
	Name   string `json:"name,omitempty"`
	Region string `json:"region"`
	// Type is ACCOUNT or ORGANIZATION for an analyzer of access from outside, and one of these with
	// _UNUSED_ACCESS or _INTERNAL_ACCESS for others.
	Type string `json:"type,omitempty"`
	// Status is ACTIVE, CREATING, DISABLED or FAILED.
	Status    string     `json:"status,omitempty"`
	CreatedAt *time.Time `json:"created_at,omitempty"`
}

var listAnalyzers = Operation{"AccessAnalyzer", "ListAnalyzers", "access-analyzer:ListAnalyzers", []string{"Analyzers"}}

const analyzersSection = section[[]Analyzer]("access_analyzer.analyzers")

var accessAnalyzerAnalyzers = Collector{
	Sections:   []Section{analyzersSection.declare()},
	Operations: []Operation{listAnalyzers},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		analyzers, answered := perRegion(ctx, r, func(ctx context.Context, region string) (analyzers []Analyzer, err error) {
			client := accessanalyzer.NewFromConfig(r.in(region))
			err = pages(listAnalyzers, func(token *string) (*string, error) {
				out, err := client.ListAnalyzers(ctx, &accessanalyzer.ListAnalyzersInput{NextToken: token})
				if err != nil {
					return nil, err
				}
				for _, a := range out.Analyzers {
					analyzers = append(analyzers, Analyzer{
						ARN: aws.ToString(a.Arn), Name: aws.ToString(a.Name), Region: region,
						Type: string(a.Type), Status: string(a.Status), CreatedAt: utc(a.CreatedAt),
					})
				}
				return out.NextToken, nil
			})
			return analyzers, err
		})
		if answered {
			analyzersSection.put(r, analyzers)
		}
	},
}
