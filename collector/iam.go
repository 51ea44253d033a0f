package collector

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// AccountSummary is what IAM counts of the root user
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html). It is live,
// unlike the credential report.
type AccountSummary struct {
	AccountMFAEnabled                 *bool `json:"account_mfa_enabled,omitempty"`
	AccountPasswordPresent            *bool `json:"account_password_present,omitempty"`
	AccountAccessKeysPresent          *bool `json:"account_access_keys_present,omitempty"`
	AccountSigningCertificatesPresent *bool `json:"account_signing_certificates_present,omitempty"`
	// MFADevicesInUse counts the MFA devices of all users and of root.
	MFADevicesInUse *int `json:"mfa_devices_in_use,omitempty"`
}

// VirtualMFADevice is a virtual MFA device that a user or root has assigned
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html).
type VirtualMFADevice struct {
	SerialNumber string     `json:"serial_number"`
	UserARN      string     `json:"user_arn,omitempty"`
	EnableDate   *time.Time `json:"enable_date,omitempty"`
}

// SAMLProvider is an identity provider
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SAMLProviderListEntry.html).
type SAMLProvider struct {
	ARN        string     `json:"arn"`
	CreateDate *time.Time `json:"create_date,omitempty"`
	ValidUntil *time.Time `json:"valid_until,omitempty"`
}

// OIDCProvider is an identity provider
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html).
type OIDCProvider struct {
	ARN         string     `json:"arn"`
	URL         string     `json:"url,omitempty"`
	ClientIDs   []string   `json:"client_ids,omitzero"`
	Thumbprints []string   `json:"thumbprints,omitzero"`
	CreateDate  *time.Time `json:"create_date,omitempty"`
}

var (
	getAccountSummary          = Operation{"IAM", "GetAccountSummary", "iam:GetAccountSummary", []string{"SummaryMap"}}
	listVirtualMFADevices      = Operation{"IAM", "ListVirtualMFADevices", "iam:ListVirtualMFADevices", []string{"VirtualMFADevices"}}
	listSAMLProviders          = Operation{"IAM", "ListSAMLProviders", "iam:ListSAMLProviders", []string{"SAMLProviderList"}}
	listOpenIDConnectProviders = Operation{"IAM", "ListOpenIDConnectProviders", "iam:ListOpenIDConnectProviders", []string{"OpenIDConnectProviderList"}}
	getOpenIDConnectProvider   = Operation{"IAM", "GetOpenIDConnectProvider", "iam:GetOpenIDConnectProvider", []string{"Url"}}
)

const (
	accountSummarySection    = section[AccountSummary]("iam.account_summary")
	virtualMFADevicesSection = section[[]VirtualMFADevice]("iam.virtual_mfa_devices")
	samlProvidersSection     = section[[]SAMLProvider]("iam.saml_providers")
	oidcProvidersSection     = section[[]OIDCProvider]("iam.oidc_providers")
)

var iamAccountSummary = Collector{
	Sections:   []Section{accountSummarySection.declare()},
	Operations: []Operation{getAccountSummary},
	collect: func(ctx context.Context, r *reader) {
		out, err := iam.NewFromConfig(r.cfg).GetAccountSummary(ctx, nil)
		if err != nil {
			r.gap("", "", err)
			return
		}
		// A number that AWS did not send is not zero.
		count := func(name string) *int {
			n, ok := out.SummaryMap[name]
			if !ok {
				r.gap("", name, getAccountSummary.malformed("no "+name))
				return nil
			}
			return aws.Int(int(n))
		}
		flag := func(name string) *bool {
			n := count(name)
			if n == nil {
				return nil
			}
			return aws.Bool(*n > 0)
		}
		accountSummarySection.put(r, AccountSummary{
			AccountMFAEnabled:                 flag("AccountMFAEnabled"),
			AccountPasswordPresent:            flag("AccountPasswordPresent"),
			AccountAccessKeysPresent:          flag("AccountAccessKeysPresent"),
			AccountSigningCertificatesPresent: flag("AccountSigningCertificatesPresent"),
			MFADevicesInUse:                   count("MFADevicesInUse"),
		})
	},
}

var iamVirtualMFADevices = Collector{
	Sections:   []Section{virtualMFADevicesSection.declare()},
	Operations: []Operation{listVirtualMFADevices},
	collect: func(ctx context.Context, r *reader) {
		client := iam.NewFromConfig(r.cfg)
		devices := []VirtualMFADevice{}
		err := pages(listVirtualMFADevices, func(marker *string) (*string, error) {
			out, err := client.ListVirtualMFADevices(ctx, &iam.ListVirtualMFADevicesInput{
				AssignmentStatus: types.AssignmentStatusTypeAssigned,
				MaxItems:         aws.Int32(1000), // by default, 100
				Marker:           marker,
			})
			if err != nil {
				return nil, err
			}
			for _, d := range out.VirtualMFADevices {
				device := VirtualMFADevice{SerialNumber: aws.ToString(d.SerialNumber), EnableDate: utc(d.EnableDate)}
				if d.User != nil {
					device.UserARN = aws.ToString(d.User.Arn)
				}
				devices = append(devices, device)
			}
			return nextMarker(out.IsTruncated, out.Marker)
		})
		if err != nil {
			r.gap("", "", err)
		}
		if err == nil || len(devices) > 0 {
			virtualMFADevicesSection.put(r, devices)
		}
	},
}

// nextMarker returns the marker of the next page: IAM sends one only with a truncated list.
func nextMarker(truncated bool, marker *string) (*string, error) {
	if !truncated {
		return nil, nil
	}
	if aws.ToString(marker) == "" {
		return nil, malformed("a truncated list without a marker")
	}
	return marker, nil
}

var iamSAMLProviders = Collector{
	Sections:   []Section{samlProvidersSection.declare()},
	Operations: []Operation{listSAMLProviders},
	collect: func(ctx context.Context, r *reader) {
		out, err := iam.NewFromConfig(r.cfg).ListSAMLProviders(ctx, nil)
		if err != nil {
			r.gap("", "", err)
			return
		}
		providers := []SAMLProvider{}
		for _, p := range out.SAMLProviderList {
			providers = append(providers, SAMLProvider{ARN: aws.ToString(p.Arn), CreateDate: utc(p.CreateDate), ValidUntil: utc(p.ValidUntil)})
		}
		samlProvidersSection.put(r, providers)
	},
}

var iamOIDCProviders = Collector{
	Sections:   []Section{oidcProvidersSection.declare()},
	Operations: []Operation{listOpenIDConnectProviders, getOpenIDConnectProvider},
	collect: func(ctx context.Context, r *reader) {
		client := iam.NewFromConfig(r.cfg)
		out, err := client.ListOpenIDConnectProviders(ctx, nil)
		if err != nil {
			r.gap("", "", err)
			return
		}
		providers := make([]OIDCProvider, len(out.OpenIDConnectProviderList))
		each(out.OpenIDConnectProviderList, func(i int, p types.OpenIDConnectProviderListEntry) {
			providers[i].ARN = aws.ToString(p.Arn)
			out, err := client.GetOpenIDConnectProvider(ctx, &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: p.Arn})
			if err != nil {
				r.gap("", providers[i].ARN, err)
				return
			}
			providers[i] = OIDCProvider{
				ARN: providers[i].ARN, URL: aws.ToString(out.Url), ClientIDs: append([]string{}, out.ClientIDList...),
				Thumbprints: append([]string{}, out.ThumbprintList...), CreateDate: utc(out.CreateDate),
			}
		})
		oidcProvidersSection.put(r, providers)
	},
}
