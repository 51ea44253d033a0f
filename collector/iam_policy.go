package collector

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// Policy is a managed policy of the account's own, in its default version
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html).
type Policy struct {
	ARN              string     `json:"arn"`
	Name             string     `json:"name"`
	ID               string     `json:"id,omitempty"`
	Path             string     `json:"path,omitempty"`
	CreateDate       *time.Time `json:"create_date,omitempty"`
	UpdateDate       *time.Time `json:"update_date,omitempty"`
	DefaultVersionID string     `json:"default_version_id,omitempty"`
	// Statements and IsAdmin are absent if the document could not be parsed.
	Statements []Statement `json:"statements,omitzero"`
	// IsAdmin says whether the policy makes an administrator.
	IsAdmin *bool `json:"is_admin,omitempty"`
}

// InlinePolicy is a policy that is part of a user, group or role
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyDetail.html).
type InlinePolicy struct {
	Name string `json:"name"`
	// Statements and IsAdmin are absent if the document could not be parsed.
	Statements []Statement `json:"statements,omitzero"`
	// IsAdmin says whether the policy makes an administrator.
	IsAdmin *bool `json:"is_admin,omitempty"`
}

func (r *reader) newPolicy(p types.ManagedPolicyDetail) Policy {
	out := Policy{
		ARN:              aws.ToString(p.Arn),
		Name:             aws.ToString(p.PolicyName),
		ID:               aws.ToString(p.PolicyId),
		Path:             aws.ToString(p.Path),
		CreateDate:       utc(p.CreateDate),
		UpdateDate:       utc(p.UpdateDate),
		DefaultVersionID: aws.ToString(p.DefaultVersionId),
	}
	var document *string
	for _, version := range p.PolicyVersionList {
		if version.IsDefaultVersion {
			document = version.Document
		}
	}
	out.Statements, out.IsAdmin = r.document(out.ARN, out.Name, document)
	return out
}

func (r *reader) inline(principal *string, policies []types.PolicyDetail) []InlinePolicy {
	out := []InlinePolicy{}
	for _, p := range policies {
		policy := InlinePolicy{Name: aws.ToString(p.PolicyName)}
		policy.Statements, policy.IsAdmin = r.document(aws.ToString(principal), policy.Name, p.PolicyDocument)
		out = append(out, policy)
	}
	return out
}

// document reads an identity policy. One that cannot be read is a gap of the resource that has it.
func (r *reader) document(resource, name string, document *string) ([]Statement, *bool) {
	statements, err := parsePolicy(aws.ToString(document))
	if err != nil {
		r.gap("", resource, getAccountAuthorizationDetails.malformed(fmt.Sprintf("policy %s: %v", name, err)))
		return nil, nil
	}
	return statements, aws.Bool(isAdmin(r.identity.partition, statements))
}
