package collector

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// Organization is the organisation that the account belongs to
// (https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html).
type Organization struct {
	ID                  string `json:"id"`
	ARN                 string `json:"arn,omitempty"`
	ManagementAccountID string `json:"management_account_id"`
	// FeatureSet is ALL or CONSOLIDATED_BILLING.
	FeatureSet string `json:"feature_set,omitempty"`
	// managementEmail is the primary e-mail address of the management account.
	managementEmail string
}

// OrganizationAccount is an account of the organisation
// (https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html).
type OrganizationAccount struct {
	ID   string `json:"id"`
	ARN  string `json:"arn,omitempty"`
	Name string `json:"name,omitempty"`
	// State is ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED or PENDING_ACTIVATION.
	State string `json:"state,omitempty"`
}

var (
	describeOrganization = Operation{"Organizations", "DescribeOrganization", "organizations:DescribeOrganization", []string{"Organization"}}
	listAccounts         = Operation{"Organizations", "ListAccounts", "organizations:ListAccounts", []string{"Accounts"}}
)

const (
	organizationSection         = section[Organization]("organizations.organization")
	organizationAccountsSection = section[[]OrganizationAccount]("organizations.accounts")
)

// organization describes the account's organisation, nil if it has none.
func (s *session) organization(ctx context.Context) (*Organization, error) {
	return s.organizations.get("", func() (*Organization, error) {
		out, err := organizations.NewFromConfig(s.cfg).DescribeOrganization(ctx, nil)
		if says(err, "AWSOrganizationsNotInUseException") {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		o := out.Organization
		if aws.ToString(o.Id) == "" || aws.ToString(o.MasterAccountId) == "" {
			return nil, describeOrganization.malformed("no id or no management account")
		}
		return &Organization{
			ID: aws.ToString(o.Id), ARN: aws.ToString(o.Arn),
			ManagementAccountID: aws.ToString(o.MasterAccountId), FeatureSet: string(o.FeatureSet),
			managementEmail: aws.ToString(o.MasterAccountEmail),
		}, nil
	})
}

// manages reports whether the account is the management account of its organisation. What cannot be
// read about the organisation becomes a gap.
func (r *reader) manages(ctx context.Context) bool {
	o, err := r.organization(ctx)
	if err != nil {
		r.gap("", "", err)
		return false
	}
	return o != nil && o.ManagementAccountID == r.identity.account
}

var organizationsOrganization = Collector{
	Sections:   []Section{organizationSection.optional()},
	Operations: []Operation{describeOrganization},
	collect: func(ctx context.Context, r *reader) {
		o, err := r.organization(ctx)
		if err != nil {
			r.gap("", "", err)
			return
		}
		if o != nil {
			organizationSection.put(r, *o)
		}
	},
}

// organizationsAccounts lists the organisation's accounts where that is allowed. A delegated
// administrator may list them too, but no call tells an account that it is one; in all others the
// listing would only leave denials in the trail.
var organizationsAccounts = Collector{
	Sections:   []Section{organizationAccountsSection.optional()},
	Operations: []Operation{describeOrganization, listAccounts},
	collect: func(ctx context.Context, r *reader) {
		if !r.manages(ctx) {
			return
		}
		client := organizations.NewFromConfig(r.cfg)
		accounts := []OrganizationAccount{}
		err := pages(listAccounts, func(token *string) (*string, error) {
			out, err := client.ListAccounts(ctx, &organizations.ListAccountsInput{NextToken: token})
			if err != nil {
				return nil, err
			}
			for _, a := range out.Accounts {
				accounts = append(accounts, OrganizationAccount{
					ID: aws.ToString(a.Id), ARN: aws.ToString(a.Arn), Name: aws.ToString(a.Name), State: string(a.State),
				})
			}
			return out.NextToken, nil
		})
		if err != nil {
			r.gap("", "", err)
		}
		if err == nil || len(accounts) > 0 {
			organizationAccountsSection.put(r, accounts)
		}
	},
}
