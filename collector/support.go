package collector

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/support"
)

// SeverityLevels is what cases the account can open through the API
// (https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeSeverityLevels.html).
type SeverityLevels struct {
	// Available is false where the support plan does not include the API.
	Available bool `json:"available"`
	// Codes are those of the severities that a case can have: low, normal, high, urgent, critical.
	Codes []string `json:"codes,omitzero"`
}

// TrustedAdvisor is how old the results of Trusted Advisor's checks of security are
// (https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeTrustedAdvisorCheckSummaries.html).
type TrustedAdvisor struct {
	// Available is false where the support plan does not include the API.
	Available bool                  `json:"available"`
	Checks    []TrustedAdvisorCheck `json:"checks,omitzero"`
}

// TrustedAdvisorCheck is a check of the category security.
type TrustedAdvisorCheck struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Status is ok, warning, error or not_available.
	Status string `json:"status,omitempty"`
	// Timestamp is when the check was last refreshed, absent if it never was.
	Timestamp *time.Time `json:"timestamp,omitempty"`
}

var (
	describeSeverityLevels = Operation{"Support", "DescribeSeverityLevels", "support:DescribeSeverityLevels", []string{"SeverityLevels"}}

	describeTrustedAdvisorChecks = Operation{"Support", "DescribeTrustedAdvisorChecks",
		"support:DescribeTrustedAdvisorChecks", []string{"Checks"}}
	describeTrustedAdvisorCheckSummaries = Operation{"Support", "DescribeTrustedAdvisorCheckSummaries",
		"support:DescribeTrustedAdvisorCheckSummaries", []string{"Summaries"}}
)

// The regions in which a partition answers for the whole of it; a partition that is not listed
// does not have the service.
var (
	// https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html#endpoint,
	// https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html
	supportRegions = map[string]string{"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
	// Other regions that have the API of cases do not have that of Trusted Advisor.
	trustedAdvisorRegions = map[string]string{"aws": "us-east-1", "aws-us-gov": "us-gov-west-1"}
)

const (
	severityLevelsSection = section[SeverityLevels]("support.severity_levels")
	trustedAdvisorSection = section[TrustedAdvisor]("support.trusted_advisor")
)

// notSubscribed is how AWS says that the support plan does not include the API.
const notSubscribed = "SubscriptionRequiredException"

var supportSeverityLevels = Collector{
	Sections:   []Section{severityLevelsSection.optional()},
	Operations: []Operation{describeSeverityLevels},
	collect: func(ctx context.Context, r *reader) {
		region, ok := supportRegions[r.identity.partition]
		if !ok {
			return
		}
		out, err := support.NewFromConfig(r.in(region)).DescribeSeverityLevels(ctx, &support.DescribeSeverityLevelsInput{Language: aws.String("en")})
		if says(err, notSubscribed) {
			severityLevelsSection.put(r, SeverityLevels{})
			return
		}
		if err != nil {
			r.gap("", "", err)
			return
		}
		levels := SeverityLevels{Available: true, Codes: []string{}}
		for _, l := range out.SeverityLevels {
			levels.Codes = append(levels.Codes, aws.ToString(l.Code))
		}
		severityLevelsSection.put(r, levels)
	},
}

var supportTrustedAdvisor = Collector{
	Sections:   []Section{trustedAdvisorSection.optional()},
	Operations: []Operation{describeTrustedAdvisorChecks, describeTrustedAdvisorCheckSummaries},
	collect: func(ctx context.Context, r *reader) {
		region, ok := trustedAdvisorRegions[r.identity.partition]
		if !ok {
			return
		}
		client := support.NewFromConfig(r.in(region))
		out, err := client.DescribeTrustedAdvisorChecks(ctx, &support.DescribeTrustedAdvisorChecksInput{Language: aws.String("en")})
		if says(err, notSubscribed) {
			trustedAdvisorSection.put(r, TrustedAdvisor{})
			return
		}
		if err != nil {
			r.gap("", "", err)
			return
		}
		advisor := TrustedAdvisor{Available: true, Checks: []TrustedAdvisorCheck{}}
		for _, c := range out.Checks {
			if aws.ToString(c.Category) == "security" {
				advisor.Checks = append(advisor.Checks, TrustedAdvisorCheck{ID: aws.ToString(c.Id), Name: aws.ToString(c.Name)})
			}
		}
		readSummaries(ctx, r, client, advisor.Checks)
		trustedAdvisorSection.put(r, advisor)
	},
}

// readSummaries adds to each check when it was refreshed. The operation that tells of refreshes is
// of no use: it fails for all checks if AWS refreshes one of them by itself.
func readSummaries(ctx context.Context, r *reader, client *support.Client, checks []TrustedAdvisorCheck) {
	if len(checks) == 0 {
		return
	}
	ids := []*string{}
	for i := range checks {
		ids = append(ids, &checks[i].ID)
	}
	out, err := client.DescribeTrustedAdvisorCheckSummaries(ctx, &support.DescribeTrustedAdvisorCheckSummariesInput{CheckIds: ids})
	if err != nil {
		r.gap("", "", err)
		return
	}
	for i := range checks {
		check := &checks[i]
		for _, s := range out.Summaries {
			if aws.ToString(s.CheckId) == check.ID {
				check.Status, check.Timestamp = aws.ToString(s.Status), parsedTime(s.Timestamp)
			}
		}
		if check.Status == "" {
			r.gap("", check.ID, describeTrustedAdvisorCheckSummaries.malformed("no summary"))
		}
	}
}
