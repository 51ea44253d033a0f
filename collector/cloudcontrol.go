package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
)

// ResourceListing is all resources of a type in a region. It is there if all of them were listed,
// even if there are none: whoever compares two snapshots must know what was looked for.
type ResourceListing struct {
	// TypeName is CloudFormation's name of the type, such as AWS::Lambda::Function
	// (https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/supported-resources.html).
	TypeName string `json:"type_name"`
	Region   string `json:"region"`
	// Identifiers are the primary identifiers, sorted.
	Identifiers []string `json:"identifiers"`
}

// The action is CloudFormation's; the service that owns a type also asks for its own, such as
// lambda:ListFunctions.
var listResources = Operation{"CloudControl", "ListResources", "cloudformation:ListResources", []string{"ResourceDescriptions"}}

const resourcesSection = section[[]ResourceListing]("cloudcontrol.resources")

// globalTypes are the beginnings of the types that each region would list anew.
var globalTypes = []string{"AWS::CloudFront::", "AWS::IAM::", "AWS::Organizations::", "AWS::Route53::"}

// cloudcontrolResources lists the resources of the types that the options name.
var cloudcontrolResources = Collector{
	Sections:   []Section{resourcesSection.optional()},
	Operations: []Operation{listResources},
	Regional:   true,
	collect: func(ctx context.Context, r *reader) {
		if len(r.resourceTypes) == 0 {
			r.gaps = nil // nothing was to be read, in whatever region
			return
		}
		listings, answered := perRegion(ctx, r, func(ctx context.Context, region string) ([]ResourceListing, error) {
			return readListings(ctx, r, region), nil
		})
		if answered {
			resourcesSection.put(r, listings)
		}
	},
}

func readListings(ctx context.Context, r *reader, region string) []ResourceListing {
	client := cloudcontrol.NewFromConfig(r.in(region))
	found := make([]*ResourceListing, len(r.resourceTypes))
	each(r.resourceTypes, func(i int, typeName string) {
		if isGlobal(typeName) && globalRegions[r.identity.partition] != region {
			return
		}
		listing, err := listType(ctx, client, typeName)
		if err != nil {
			r.gap(region, typeName, err)
			return
		}
		found[i] = &ResourceListing{TypeName: typeName, Region: region, Identifiers: listing}
	})
	var listings []ResourceListing
	for _, listing := range found {
		if listing != nil {
			listings = append(listings, *listing)
		}
	}
	return listings
}

func isGlobal(typeName string) bool {
	return slices.ContainsFunc(globalTypes, func(prefix string) bool { return strings.HasPrefix(typeName, prefix) })
}

func listType(ctx context.Context, client *cloudcontrol.Client, typeName string) ([]string, error) {
	identifiers := []string{}
	err := pages(listResources, func(token *string) (*string, error) {
		out, err := client.ListResources(ctx, &cloudcontrol.ListResourcesInput{TypeName: &typeName, NextToken: token})
		if err != nil {
			return nil, err
		}
		for _, d := range out.ResourceDescriptions {
			identifiers = append(identifiers, aws.ToString(d.Identifier))
		}
		return out.NextToken, nil
	})
	slices.Sort(identifiers)
	return slices.Compact(identifiers), err
}
