package collector

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// OrganizationsFeatures is what IAM manages for the whole organisation
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html).
type OrganizationsFeatures struct {
	// RootCredentialsManagement lets the management account delete the members' root credentials.
	RootCredentialsManagement bool `json:"root_credentials_management"`
	// RootSessions lets it act as the members' root for a few tasks.
	RootSessions bool `json:"root_sessions"`
}

var listOrganizationsFeatures = Operation{"IAM", "ListOrganizationsFeatures", "iam:ListOrganizationsFeatures",
	[]string{"EnabledFeatures|OrganizationId"}}

const organizationsFeaturesSection = section[OrganizationsFeatures]("iam.organizations_features")

// iamOrganizationsFeatures asks in the organisation's management account only: the section is
// absent elsewhere.
var iamOrganizationsFeatures = Collector{
	Sections:   []Section{organizationsFeaturesSection.optional()},
	Operations: []Operation{describeOrganization, listOrganizationsFeatures},
	collect: func(ctx context.Context, r *reader) {
		if !r.manages(ctx) {
			return
		}
		out, err := iam.NewFromConfig(r.cfg).ListOrganizationsFeatures(ctx, nil)
		switch {
		case says(err, "ServiceAccessNotEnabledException", "OrganizationNotInAllFeaturesModeException"):
			organizationsFeaturesSection.put(r, OrganizationsFeatures{}) // no feature can be on
		case err != nil:
			r.gap("", "", err)
		default:
			organizationsFeaturesSection.put(r, OrganizationsFeatures{
				RootCredentialsManagement: slices.Contains(out.EnabledFeatures, types.FeatureTypeRootCredentialsManagement),
				RootSessions:              slices.Contains(out.EnabledFeatures, types.FeatureTypeRootSessions),
			})
		}
	},
}
