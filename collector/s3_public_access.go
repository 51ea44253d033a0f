package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
)

// PublicAccessBlock is the account's block of public access. All are false where none is set
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PublicAccessBlockConfiguration.html).
type PublicAccessBlock struct {
	BlockPublicACLs       bool `json:"block_public_acls"`
	BlockPublicPolicy     bool `json:"block_public_policy"`
	IgnorePublicACLs      bool `json:"ignore_public_acls"`
	RestrictPublicBuckets bool `json:"restrict_public_buckets"`
}

// BucketPublicAccess is how far the public gets at a bucket. The settings are those that hold, be
// they the account's or the bucket's own; what a setting makes harmless is not read.
type BucketPublicAccess struct {
	ARN                   string `json:"arn"`
	Name                  string `json:"name"`
	Region                string `json:"region"`
	IgnorePublicACLs      *bool  `json:"ignore_public_acls,omitempty"`
	RestrictPublicBuckets *bool  `json:"restrict_public_buckets,omitempty"`
	// PolicyIsPublic is what AWS finds, read if public buckets are not restricted
	// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html).
	PolicyIsPublic *bool `json:"policy_is_public,omitempty"`
	// PublicGrants are what the ACL grants to everyone, read if public ACLs are not ignored.
	PublicGrants []PublicGrant `json:"public_grants,omitzero"`
}

// PublicGrant is a permission that an ACL gives to everyone
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html).
type PublicGrant struct {
	// Group is AllUsers, or AuthenticatedUsers: everyone who has an AWS account.
	Group string `json:"group"`
	// Permission is READ, WRITE, READ_ACP, WRITE_ACP or FULL_CONTROL.
	Permission string `json:"permission"`
}

var (
	getAccountPublicAccessBlock = Operation{"S3 Control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock", []string{"PublicAccessBlockConfiguration"}}
	getBucketPublicAccessBlock  = Operation{"S3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", []string{"PublicAccessBlockConfiguration"}}
	getBucketPolicyStatus       = Operation{"S3", "GetBucketPolicyStatus", "s3:GetBucketPolicyStatus", []string{"PolicyStatus"}}
	getBucketACL                = Operation{"S3", "GetBucketAcl", "s3:GetBucketAcl", []string{"Owner", "Grants"}}
)

const (
	accountPublicAccessSection = section[PublicAccessBlock]("s3.account_public_access")
	bucketPublicAccessSection  = section[[]BucketPublicAccess]("s3.bucket_public_access")
)

// publicAccessOperations are those of reading how far the public gets at a bucket.
var publicAccessOperations = []Operation{getAccountPublicAccessBlock, getBucketPublicAccessBlock, getBucketPolicyStatus, getBucketACL}

var s3AccountPublicAccess = Collector{
	Sections:   []Section{accountPublicAccessSection.declare()},
	Operations: []Operation{getAccountPublicAccessBlock},
	collect: func(ctx context.Context, r *reader) {
		if block := r.accountPublicAccessBlock(ctx); block != nil {
			accountPublicAccessSection.put(r, *block)
		}
	},
}

var s3BucketPublicAccess = Collector{
	Sections:   []Section{bucketPublicAccessSection.declare()},
	Operations: append([]Operation{listBuckets, getBucketLocation}, publicAccessOperations...),
	collect: func(ctx context.Context, r *reader) {
		if buckets := r.listedBuckets(ctx); buckets.answered {
			r.putPublicAccess(ctx, bucketPublicAccessSection, buckets.found)
		}
	},
}

// putPublicAccess asks the fewest questions: none of a bucket if the account's settings hold for
// all, nor if these could not be read, without which nothing is known of any bucket.
func (r *reader) putPublicAccess(ctx context.Context, name section[[]BucketPublicAccess], buckets []Bucket) {
	account := r.accountPublicAccessBlock(ctx)
	if account == nil {
		return
	}
	name.put(r, perBucket(r, buckets, func(client *s3.Client, b Bucket) (BucketPublicAccess, error) {
		return r.exposures.get(r, b.ARN, func(r *reader) BucketPublicAccess {
			return r.exposure(ctx, client, b, *account)
		}), nil
	}))
}

func (r *reader) exposure(ctx context.Context, client *s3.Client, b Bucket, block PublicAccessBlock) BucketPublicAccess {
	access := BucketPublicAccess{ARN: b.ARN, Name: b.Name, Region: b.Region}
	if !block.IgnorePublicACLs || !block.RestrictPublicBuckets {
		own := r.bucketPublicAccessBlock(ctx, client, b)
		if own == nil {
			return access
		}
		block.IgnorePublicACLs = block.IgnorePublicACLs || own.IgnorePublicACLs
		block.RestrictPublicBuckets = block.RestrictPublicBuckets || own.RestrictPublicBuckets
	}
	access.IgnorePublicACLs, access.RestrictPublicBuckets = &block.IgnorePublicACLs, &block.RestrictPublicBuckets
	if !block.RestrictPublicBuckets {
		access.PolicyIsPublic = r.policyIsPublic(ctx, client, b)
	}
	if !block.IgnorePublicACLs {
		access.PublicGrants = r.publicGrants(ctx, client, b)
	}
	return access
}

func (r *reader) bucketPublicAccessBlock(ctx context.Context, client *s3.Client, b Bucket) *PublicAccessBlock {
	out, err := client.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: &b.Name})
	if says(err, "NoSuchPublicAccessBlockConfiguration") {
		return &PublicAccessBlock{}
	}
	var block *PublicAccessBlock
	if err == nil {
		c := out.PublicAccessBlockConfiguration
		block, err = newPublicAccessBlock(getBucketPublicAccessBlock, c.BlockPublicAcls, c.BlockPublicPolicy, c.IgnorePublicAcls, c.RestrictPublicBuckets)
	}
	if err != nil {
		r.gap(b.Region, b.ARN, err)
	}
	return block
}

// accountPublicAccessBlock returns nil if it could not be read.
func (r *reader) accountPublicAccessBlock(ctx context.Context) *PublicAccessBlock {
	return r.accountBlock.get(r, "", func(r *reader) *PublicAccessBlock {
		out, err := r.s3controlClient().GetPublicAccessBlock(ctx, &s3control.GetPublicAccessBlockInput{AccountId: &r.identity.account})
		if says(err, "NoSuchPublicAccessBlockConfiguration") {
			return &PublicAccessBlock{}
		}
		var block *PublicAccessBlock
		if err == nil {
			c := out.PublicAccessBlockConfiguration
			block, err = newPublicAccessBlock(getAccountPublicAccessBlock, c.BlockPublicAcls, c.BlockPublicPolicy, c.IgnorePublicAcls, c.RestrictPublicBuckets)
		}
		if err != nil {
			r.gap("", "", err)
		}
		return block
	})
}

func newPublicAccessBlock(o Operation, blockACLs, blockPolicy, ignoreACLs, restrict *bool) (*PublicAccessBlock, error) {
	if blockACLs == nil || blockPolicy == nil || ignoreACLs == nil || restrict == nil {
		return nil, o.malformed("a setting is missing")
	}
	return &PublicAccessBlock{*blockACLs, *blockPolicy, *ignoreACLs, *restrict}, nil
}

func (r *reader) policyIsPublic(ctx context.Context, client *s3.Client, b Bucket) *bool {
	out, err := client.GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: &b.Name})
	if says(err, "NoSuchBucketPolicy") {
		return aws.Bool(false)
	}
	if err == nil && out.PolicyStatus.IsPublic == nil {
		err = getBucketPolicyStatus.malformed("it does not say whether the policy is public")
	}
	if err != nil {
		r.gap(b.Region, b.ARN, err)
		return nil
	}
	return out.PolicyStatus.IsPublic
}

func (r *reader) publicGrants(ctx context.Context, client *s3.Client, b Bucket) []PublicGrant {
	out, err := client.GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: &b.Name})
	if err != nil {
		r.gap(b.Region, b.ARN, err)
		return nil
	}
	grants := []PublicGrant{}
	for _, grant := range out.Grants {
		if grant.Grantee == nil || grant.Grantee.Type != types.TypeGroup {
			continue
		}
		if group, ok := strings.CutPrefix(aws.ToString(grant.Grantee.URI), "http://acs.amazonaws.com/groups/global/"); ok {
			grants = append(grants, PublicGrant{Group: group, Permission: string(grant.Permission)})
		}
	}
	return grants
}

func (s *session) s3controlClient() *s3control.Client {
	return s3control.NewFromConfig(s.in(s.globalRegion()), func(o *s3control.Options) {
		o.EndpointResolverV2 = s3controlEndpoint{o.EndpointResolverV2}
		o.APIOptions = append(slices.Clip(o.APIOptions), checkAnswer)
	})
}

// s3controlEndpoint leaves the account's id out of the host where the endpoint is not AWS's: an
// emulator at an IP address cannot have one.
type s3controlEndpoint struct{ s3control.EndpointResolverV2 }

// ResolveEndpoint resolves as AWS does but for the host.
func (e s3controlEndpoint) ResolveEndpoint(ctx context.Context, p s3control.EndpointParameters) (smithyendpoints.Endpoint, error) {
	endpoint, err := e.EndpointResolverV2.ResolveEndpoint(ctx, p)
	if p.Endpoint != nil {
		endpoint.URI.Host = strings.TrimPrefix(endpoint.URI.Host, aws.ToString(p.AccountId)+".")
	}
	return endpoint, err
}
