package collector

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Region is a region that is enabled for the account
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html).
type Region struct {
	Name string `json:"name"`
	// OptInStatus is opt-in-not-required or opted-in.
	OptInStatus string `json:"opt_in_status,omitempty"`
}

// Contact is an alternate contact of the account
// (https://docs.aws.amazon.com/accounts/latest/reference/API_AlternateContact.html).
type Contact struct {
	EmailAddress string `json:"email_address,omitempty"`
	Name         string `json:"name,omitempty"`
	PhoneNumber  string `json:"phone_number,omitempty"`
	Title        string `json:"title,omitempty"`
}

// ContactInformation is the primary contact of the account
// (https://docs.aws.amazon.com/accounts/latest/reference/API_ContactInformation.html).
type ContactInformation struct {
	FullName         string `json:"full_name,omitempty"`
	CompanyName      string `json:"company_name,omitempty"`
	AddressLine1     string `json:"address_line_1,omitempty"`
	AddressLine2     string `json:"address_line_2,omitempty"`
	AddressLine3     string `json:"address_line_3,omitempty"`
	City             string `json:"city,omitempty"`
	DistrictOrCounty string `json:"district_or_county,omitempty"`
	StateOrRegion    string `json:"state_or_region,omitempty"`
	PostalCode       string `json:"postal_code,omitempty"`
	CountryCode      string `json:"country_code,omitempty"`
	PhoneNumber      string `json:"phone_number,omitempty"`
	WebsiteURL       string `json:"website_url,omitempty"`
}

var (
	describeRegions       = Operation{"EC2", "DescribeRegions", "ec2:DescribeRegions", []string{"Regions"}}
	getAlternateContact   = Operation{"Account", "GetAlternateContact", "account:GetAlternateContact", []string{"AlternateContact"}}
	getContactInformation = Operation{"Account", "GetContactInformation", "account:GetContactInformation", []string{"ContactInformation"}}
)

const (
	regionsSection            = section[[]Region]("account.regions")
	contactInformationSection = section[ContactInformation]("account.contact_information")
)

var accountRegions = Collector{
	Sections: []Section{regionsSection.declare()},
	Regional: true,
	collect: func(_ context.Context, r *reader) {
		// A selection limits what is read in the regions, not what is known of them.
		r.gaps = slices.DeleteFunc(r.gaps, func(g snapshot.Gap) bool { return g.Code == codeRegionNotSelected })
		if len(r.gaps) == 0 {
			regionsSection.put(r, r.enabled)
		}
	},
}

// findRegions asks which regions the account has. When AWS does not tell, the selected regions
// or else the session's own one are read, and the rest is a gap of everything regional.
func (s *session) findRegions(ctx context.Context) error {
	out, err := ec2.NewFromConfig(s.cfg).DescribeRegions(ctx, nil)
	if err == nil && len(out.Regions) == 0 { // every account has some
		err = describeRegions.malformed("no region")
	}
	if err != nil {
		s.regionGaps = []snapshot.Gap{s.gate.gapOf("", "", err)}
		s.regions = slices.Clone(s.selected)
		if len(s.regions) == 0 {
			s.regions = []string{s.cfg.Region}
		}
		return nil
	}
	for _, region := range out.Regions {
		name := aws.ToString(region.RegionName)
		if aws.ToString(region.OptInStatus) == "not-opted-in" { // AWS leaves these out, emulators do not
			continue
		}
		s.enabled = append(s.enabled, Region{Name: name, OptInStatus: aws.ToString(region.OptInStatus)})
		if len(s.selected) == 0 || slices.Contains(s.selected, name) {
			s.regions = append(s.regions, name)
		} else {
			s.regionGaps = append(s.regionGaps, snapshot.Gap{Region: name, Operation: "--region", Code: codeRegionNotSelected})
		}
	}
	slices.Sort(s.regions)
	for _, name := range s.selected {
		if !slices.Contains(s.regions, name) {
			return fmt.Errorf("region %q is not enabled for account %s, or does not exist", name, s.identity.account)
		}
	}
	return nil
}

var accountContactInformation = Collector{
	Sections:   []Section{contactInformationSection.declare()},
	Operations: []Operation{getContactInformation},
	collect: func(ctx context.Context, r *reader) {
		out, err := account.NewFromConfig(r.cfg).GetContactInformation(ctx, &account.GetContactInformationInput{})
		if err != nil {
			r.gap("", "", err)
			return
		}
		c := out.ContactInformation
		contactInformationSection.put(r, ContactInformation{
			FullName:         aws.ToString(c.FullName),
			CompanyName:      aws.ToString(c.CompanyName),
			AddressLine1:     aws.ToString(c.AddressLine1),
			AddressLine2:     aws.ToString(c.AddressLine2),
			AddressLine3:     aws.ToString(c.AddressLine3),
			City:             aws.ToString(c.City),
			DistrictOrCounty: aws.ToString(c.DistrictOrCounty),
			StateOrRegion:    aws.ToString(c.StateOrRegion),
			PostalCode:       aws.ToString(c.PostalCode),
			CountryCode:      aws.ToString(c.CountryCode),
			PhoneNumber:      aws.ToString(c.PhoneNumber),
			WebsiteURL:       aws.ToString(c.WebsiteUrl),
		})
	},
}

// Each alternate contact is a section of its own, so that a rule about one neither waits for nor
// is left undecided by another.
var (
	accountSecurityContact   = alternateContact("account.security_contact", types.AlternateContactTypeSecurity)
	accountBillingContact    = alternateContact("account.billing_contact", types.AlternateContactTypeBilling)
	accountOperationsContact = alternateContact("account.operations_contact", types.AlternateContactTypeOperations)
)

func alternateContact(name section[Contact], kind types.AlternateContactType) Collector {
	return Collector{
		Sections:   []Section{name.optional()},
		Operations: []Operation{getAlternateContact},
		collect: func(ctx context.Context, r *reader) {
			// Without an account id: naming one's own is denied to the management account.
			out, err := account.NewFromConfig(r.cfg).GetAlternateContact(ctx, &account.GetAlternateContactInput{AlternateContactType: kind})
			if notSet := (*types.ResourceNotFoundException)(nil); errors.As(err, &notSet) {
				return
			}
			if err != nil {
				r.gap("", string(kind), err)
				return
			}
			c := out.AlternateContact
			if c.EmailAddress == nil {
				r.gap("", string(kind), getAlternateContact.malformed("a contact without an e-mail address"))
				return
			}
			name.put(r, Contact{
				EmailAddress: aws.ToString(c.EmailAddress),
				Name:         aws.ToString(c.Name),
				PhoneNumber:  aws.ToString(c.PhoneNumber),
				Title:        aws.ToString(c.Title),
			})
		},
	}
}
