package collector

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/guardduty/types"
)

// Detector is GuardDuty in a region
// (https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html).
type Detector struct {
	ARN    string `json:"arn"`
	ID     string `json:"id"`
	Region string `json:"region"`
	// Status is ENABLED or DISABLED.
	Status    string     `json:"status,omitempty"`
	CreatedAt *time.Time `json:"created_at,omitempty"`
	UpdatedAt *time.Time `json:"updated_at,omitempty"`
}

// DetectorFinding is a GuardDuty finding about the root user's credentials, or about somebody who
// covers tracks, that nobody has archived
// (https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html).
type DetectorFinding struct {
	ARN        string     `json:"arn"`
	ID         string     `json:"id"`
	DetectorID string     `json:"detector_id"`
	Region     string     `json:"region"`
	Type       string     `json:"type,omitempty"`
	Severity   *float64   `json:"severity,omitempty"`
	CreatedAt  *time.Time `json:"created_at,omitempty"`
	UpdatedAt  *time.Time `json:"updated_at,omitempty"`
	// UserType and UserName are whose credentials it is about.
	UserType string `json:"user_type,omitempty"`
	UserName string `json:"user_name,omitempty"`
	// Sample is set for a finding that GuardDuty made up because somebody asked for samples.
	Sample bool `json:"sample"`
}

var (
	listDetectors = Operation{"GuardDuty", "ListDetectors", "guardduty:ListDetectors", []string{"DetectorIds"}}
	getDetector   = Operation{"GuardDuty", "GetDetector", "guardduty:GetDetector", []string{"Status"}}
	listFindings  = Operation{"GuardDuty", "ListFindings", "guardduty:ListFindings", []string{"FindingIds"}}
	getFindings   = Operation{"GuardDuty", "GetFindings", "guardduty:GetFindings", []string{"Findings"}}
)

const (
	detectorsSection        = section[[]Detector]("guardduty.detectors")
	detectorFindingsSection = section[[]DetectorFinding]("guardduty.findings")
)

// alarmingFindings are the criteria of what is asked for, either of which will do: conditions of
// one criterion must hold all at once, and they know no wildcard
// (https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html).
var alarmingFindings = []map[string]types.Condition{
	{"type": {Equals: []string{
		"Policy:IAMUser/RootCredentialUsage",
		"Policy:IAMUser/ShortTermRootCredentialUsage",
		"Stealth:IAMUser/CloudTrailLoggingDisabled",
		"Stealth:IAMUser/LoggingConfigurationModified", // retired, and still there where it was found
		"Stealth:IAMUser/PasswordPolicyChange",
		"Stealth:S3/ServerAccessLoggingDisabled",
	}}},
	{"resource.accessKeyDetails.userType": {Equals: []string{"Root"}}},
}

// maxFindings is how many findings GuardDuty lists and describes at once.
const maxFindings = 50

// detectorsIn lists the detectors of a region, of which there is at most one.
func (s *session) detectorsIn(ctx context.Context, region string) ([]Detector, error) {
	return s.detectors.get(region, func() (detectors []Detector, err error) {
		client := guardduty.NewFromConfig(s.in(region))
		err = pages(listDetectors, func(token *string) (*string, error) {
			out, err := client.ListDetectors(ctx, &guardduty.ListDetectorsInput{NextToken: token})
			if err != nil {
				return nil, err
			}
			for _, id := range out.DetectorIds {
				arn := fmt.Sprintf("arn:%s:guardduty:%s:%s:detector/%s", s.identity.partition, region, s.identity.account, id)
				detectors = append(detectors, Detector{ARN: arn, ID: id, Region: region})
			}
			return out.NextToken, nil
		})
		return detectors, err
	})
}

var guarddutyDetectors = Collector{
	Sections:   []Section{detectorsSection.declare()},
	Operations: []Operation{listDetectors, getDetector},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		detectors, answered := perRegion(ctx, r, r.detectorsIn)
		if !answered {
			return
		}
		each(detectors, func(i int, d Detector) {
			out, err := guardduty.NewFromConfig(r.in(d.Region)).GetDetector(ctx, &guardduty.GetDetectorInput{DetectorId: &d.ID})
			if err != nil {
				r.gap(d.Region, d.ARN, err)
				return
			}
			detectors[i].Status = string(out.Status)
			detectors[i].CreatedAt, detectors[i].UpdatedAt = parsedTime(out.CreatedAt), parsedTime(out.UpdatedAt)
		})
		detectorsSection.put(r, detectors)
	},
}

var guarddutyFindings = Collector{
	Sections:   []Section{detectorFindingsSection.declare()},
	Operations: []Operation{listDetectors, listFindings, getFindings},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		findings, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]DetectorFinding, error) {
			return readFindings(ctx, r, region)
		})
		if answered {
			detectorFindingsSection.put(r, findings)
		}
	},
}

func readFindings(ctx context.Context, r *reader, region string) ([]DetectorFinding, error) {
	detectors, err := r.detectorsIn(ctx, region)
	var findings []DetectorFinding
	client := guardduty.NewFromConfig(r.in(region))
	for _, d := range detectors {
		ids, listErr := findingIDs(ctx, client, d.ID)
		if listErr != nil {
			r.gap(region, d.ARN, listErr)
		}
		for batch := range slices.Chunk(ids, maxFindings) {
			out, err := client.GetFindings(ctx, &guardduty.GetFindingsInput{DetectorId: &d.ID, FindingIds: batch})
			if err != nil {
				r.gap(region, d.ARN, err)
				continue
			}
			if len(out.Findings) < len(batch) {
				r.gap(region, d.ARN, getFindings.malformed("findings are missing"))
			}
			for _, f := range out.Findings {
				if f.Arn == nil || f.Type == nil { // a rule could not tell what it is, and would pass it
					r.gap(region, d.ARN, getFindings.malformed("a finding without ARN or type"))
					continue
				}
				findings = append(findings, newFinding(f, d))
			}
		}
	}
	return findings, err
}

// findingIDs lists the alarming findings, each once, in order.
func findingIDs(ctx context.Context, client *guardduty.Client, detector string) ([]string, error) {
	var ids []string
	for _, alarming := range alarmingFindings {
		criterion := map[string]types.Condition{"service.archived": {Equals: []string{"false"}}}
		maps.Copy(criterion, alarming)
		err := pages(listFindings, func(token *string) (*string, error) {
			out, err := client.ListFindings(ctx, &guardduty.ListFindingsInput{
				DetectorId: &detector, FindingCriteria: &types.FindingCriteria{Criterion: criterion},
				MaxResults: aws.Int32(maxFindings), NextToken: token,
			})
			if err != nil {
				return nil, err
			}
			ids = append(ids, out.FindingIds...)
			return out.NextToken, nil
		})
		if err != nil {
			return ids, err
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func newFinding(f types.Finding, d Detector) DetectorFinding {
	out := DetectorFinding{
		ARN: aws.ToString(f.Arn), ID: aws.ToString(f.Id), DetectorID: d.ID, Region: d.Region,
		Type: aws.ToString(f.Type), Severity: f.Severity,
		CreatedAt: parsedTime(f.CreatedAt), UpdatedAt: parsedTime(f.UpdatedAt),
	}
	if f.Resource != nil && f.Resource.AccessKeyDetails != nil {
		key := f.Resource.AccessKeyDetails
		out.UserType, out.UserName = aws.ToString(key.UserType), aws.ToString(key.UserName)
	}
	if f.Service != nil && f.Service.AdditionalInfo != nil {
		var info struct{ Sample bool }
		// What GuardDuty adds is JSON, but for that nobody vouches.
		out.Sample = json.Unmarshal([]byte(aws.ToString(f.Service.AdditionalInfo.Value)), &info) == nil && info.Sample
	}
	return out
}
