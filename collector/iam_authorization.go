package collector

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// User is an IAM user (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html).
type User struct {
	ARN                    string           `json:"arn"`
	Name                   string           `json:"name"`
	ID                     string           `json:"id,omitempty"`
	Path                   string           `json:"path,omitempty"`
	CreateDate             *time.Time       `json:"create_date,omitempty"`
	Groups                 []string         `json:"groups"`
	AttachedPolicies       []AttachedPolicy `json:"attached_policies"`
	InlinePolicies         []InlinePolicy   `json:"inline_policies"`
	PermissionsBoundaryARN string           `json:"permissions_boundary_arn,omitempty"`
}

// Group is an IAM group (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GroupDetail.html).
type Group struct {
	ARN              string           `json:"arn"`
	Name             string           `json:"name"`
	ID               string           `json:"id,omitempty"`
	Path             string           `json:"path,omitempty"`
	CreateDate       *time.Time       `json:"create_date,omitempty"`
	AttachedPolicies []AttachedPolicy `json:"attached_policies"`
	InlinePolicies   []InlinePolicy   `json:"inline_policies"`
}

// Role is an IAM role (https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html).
type Role struct {
	ARN                    string           `json:"arn"`
	Name                   string           `json:"name"`
	ID                     string           `json:"id,omitempty"`
	Path                   string           `json:"path,omitempty"`
	CreateDate             *time.Time       `json:"create_date,omitempty"`
	LastUsedDate           *time.Time       `json:"last_used_date,omitempty"`
	LastUsedRegion         string           `json:"last_used_region,omitempty"`
	AttachedPolicies       []AttachedPolicy `json:"attached_policies"`
	InlinePolicies         []InlinePolicy   `json:"inline_policies"`
	PermissionsBoundaryARN string           `json:"permissions_boundary_arn,omitempty"`
	// InstanceProfileARNs are those of the profiles by which EC2 instances have the role.
	InstanceProfileARNs []string `json:"instance_profile_arns,omitzero"`
	// Trust is the role's parsed trust policy, absent if it could not be parsed.
	Trust []Statement `json:"trust,omitzero"`
}

// AttachedPolicy is a managed policy that is attached to a user, group or role.
type AttachedPolicy struct {
	ARN  string `json:"arn"`
	Name string `json:"name"`
}

var getAccountAuthorizationDetails = Operation{"IAM", "GetAccountAuthorizationDetails", "iam:GetAccountAuthorizationDetails",
	[]string{"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"}}

const (
	usersSection    = section[[]User]("iam.users")
	groupsSection   = section[[]Group]("iam.groups")
	rolesSection    = section[[]Role]("iam.roles")
	policiesSection = section[[]Policy]("iam.policies")
)

// iamAuthorizationDetails reads all users, groups, roles and policies by one paged call, where a
// call for each of them and each of their parts would take minutes. Of the policies that AWS manages
// the ARN says enough.
var iamAuthorizationDetails = Collector{
	Sections:   []Section{usersSection.declare(), groupsSection.declare(), rolesSection.declare(), policiesSection.declare()},
	Operations: []Operation{getAccountAuthorizationDetails},
	collect: func(ctx context.Context, r *reader) {
		client := iam.NewFromConfig(r.cfg)
		found := authorization{users: []User{}, groups: []Group{}, roles: []Role{}, policies: []Policy{}}
		answered := false
		err := pages(getAccountAuthorizationDetails, func(marker *string) (*string, error) {
			out, err := client.GetAccountAuthorizationDetails(ctx, &iam.GetAccountAuthorizationDetailsInput{
				Filter: []types.EntityType{types.EntityTypeUser, types.EntityTypeGroup, types.EntityTypeRole,
					types.EntityTypeLocalManagedPolicy},
				MaxItems: aws.Int32(1000),
				Marker:   marker,
			})
			if err != nil {
				return nil, err
			}
			answered = true
			found.add(r, out)
			return nextMarker(out.IsTruncated, out.Marker)
		})
		if err != nil {
			r.gap("", "", err)
		}
		if answered {
			usersSection.put(r, found.users)
			groupsSection.put(r, found.groups)
			rolesSection.put(r, found.roles)
			policiesSection.put(r, found.policies)
		}
	},
}

// authorization is what the pages of the call hold together.
type authorization struct {
	users    []User
	groups   []Group
	roles    []Role
	policies []Policy
}

func (a *authorization) add(r *reader, page *iam.GetAccountAuthorizationDetailsOutput) {
	for _, u := range page.UserDetailList {
		a.users = append(a.users, r.newUser(u))
	}
	for _, g := range page.GroupDetailList {
		a.groups = append(a.groups, r.newGroup(g))
	}
	for _, role := range page.RoleDetailList {
		a.roles = append(a.roles, r.newRole(role))
	}
	for _, p := range page.Policies {
		a.policies = append(a.policies, r.newPolicy(p))
	}
}

func (r *reader) newUser(u types.UserDetail) User {
	if u.CreateDate == nil {
		r.gap("", aws.ToString(u.Arn), getAccountAuthorizationDetails.malformed("a user without CreateDate"))
	}
	return User{
		ARN:                    aws.ToString(u.Arn),
		Name:                   aws.ToString(u.UserName),
		ID:                     aws.ToString(u.UserId),
		Path:                   aws.ToString(u.Path),
		CreateDate:             utc(u.CreateDate),
		Groups:                 append([]string{}, u.GroupList...),
		AttachedPolicies:       attached(u.AttachedManagedPolicies),
		InlinePolicies:         r.inline(u.Arn, u.UserPolicyList),
		PermissionsBoundaryARN: boundary(u.PermissionsBoundary),
	}
}

func (r *reader) newGroup(g types.GroupDetail) Group {
	return Group{
		ARN:              aws.ToString(g.Arn),
		Name:             aws.ToString(g.GroupName),
		ID:               aws.ToString(g.GroupId),
		Path:             aws.ToString(g.Path),
		CreateDate:       utc(g.CreateDate),
		AttachedPolicies: attached(g.AttachedManagedPolicies),
		InlinePolicies:   r.inline(g.Arn, g.GroupPolicyList),
	}
}

func (r *reader) newRole(role types.RoleDetail) Role {
	out := Role{
		ARN:                    aws.ToString(role.Arn),
		Name:                   aws.ToString(role.RoleName),
		ID:                     aws.ToString(role.RoleId),
		Path:                   aws.ToString(role.Path),
		CreateDate:             utc(role.CreateDate),
		AttachedPolicies:       attached(role.AttachedManagedPolicies),
		InlinePolicies:         r.inline(role.Arn, role.RolePolicyList),
		PermissionsBoundaryARN: boundary(role.PermissionsBoundary),
		InstanceProfileARNs:    r.instanceProfiles(role),
	}
	if used := role.RoleLastUsed; used != nil {
		out.LastUsedDate, out.LastUsedRegion = utc(used.LastUsedDate), aws.ToString(used.Region)
	}
	trust, err := parsePolicy(aws.ToString(role.AssumeRolePolicyDocument))
	if err != nil {
		r.gap("", out.ARN, getAccountAuthorizationDetails.malformed(err.Error()))
		return out
	}
	out.Trust = trust
	return out
}

func (r *reader) instanceProfiles(role types.RoleDetail) []string {
	if role.InstanceProfileList == nil {
		r.gap("", aws.ToString(role.Arn), getAccountAuthorizationDetails.malformed("a role without its instance profiles"))
		return nil
	}
	arns := []string{}
	for _, p := range role.InstanceProfileList {
		arns = append(arns, aws.ToString(p.Arn))
	}
	slices.Sort(arns)
	return arns
}

func attached(policies []types.AttachedPolicy) []AttachedPolicy {
	out := []AttachedPolicy{}
	for _, p := range policies {
		out = append(out, AttachedPolicy{ARN: aws.ToString(p.PolicyArn), Name: aws.ToString(p.PolicyName)})
	}
	return out
}

func boundary(b *types.AttachedPermissionsBoundary) string {
	if b == nil {
		return ""
	}
	return aws.ToString(b.PermissionsBoundaryArn)
}
