package collector

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// ResponderRights is what the role that answers incidents may do of what the runbook asks for
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html).
type ResponderRights struct {
	RoleARN string `json:"role_arn"`
	// Exists is false if the account has no such role.
	Exists bool `json:"exists"`
	// Actions are the simulated actions, on any resource.
	Actions []SimulatedAction `json:"actions,omitzero"`
}

// SimulatedAction is IAM's answer about one action.
type SimulatedAction struct {
	Action string `json:"action"`
	// Decision is allowed, explicitDeny or implicitDeny.
	Decision string `json:"decision"`
	// MissingContext names the condition keys that the decision would depend on.
	MissingContext []string `json:"missing_context"`
	// AllowedByOrganization is false if a policy of the organisation is what denies it.
	AllowedByOrganization *bool `json:"allowed_by_organization,omitempty"`
}

var simulatePrincipalPolicy = Operation{"IAM", "SimulatePrincipalPolicy", "iam:SimulatePrincipalPolicy", []string{"EvaluationResults"}}

const responderRightsSection = section[ResponderRights]("iam.responder_rights")

// containment are the actions by which the runbook takes an account back
// (https://github.com/aws-samples/aws-incident-response-playbooks).
var containment = []string{
	"account:PutAlternateContact",
	"cloudtrail:StartLogging",
	"cloudtrail:UpdateTrail",
	"cloudwatch:EnableAlarmActions",
	"ec2:StopInstances",
	"events:EnableRule",
	"iam:AttachRolePolicy",
	"iam:AttachUserPolicy",
	"iam:DeleteLoginProfile",
	"iam:PutRolePolicy",
	"iam:UpdateAccessKey",
	"iam:UpdateAssumeRolePolicy",
	"iam:UpdateLoginProfile",
	"s3:PutBucketPublicAccessBlock",
	"sns:Subscribe",
	"support:CreateCase",
}

// iamResponderRights asks about the role that the options name. Without one the section is absent.
var iamResponderRights = Collector{
	Sections:   []Section{responderRightsSection.optional()},
	Operations: []Operation{simulatePrincipalPolicy},
	collect: func(ctx context.Context, r *reader) {
		if r.responder == "" {
			return
		}
		role := r.roleARN(r.responder)
		actions, err := simulate(ctx, r, role)
		if says(err, "NoSuchEntity") {
			responderRightsSection.put(r, ResponderRights{RoleARN: role})
			return
		}
		if err != nil {
			r.gap("", role, err)
		}
		if err == nil || len(actions) > 0 {
			responderRightsSection.put(r, ResponderRights{RoleARN: role, Exists: true, Actions: actions})
		}
	},
}

// roleARN completes the name of a role of this account.
func (s *session) roleARN(role string) string {
	if strings.HasPrefix(role, "arn:") {
		return role
	}
	return fmt.Sprintf("arn:%s:iam::%s:role/%s", s.identity.partition, s.identity.account, strings.TrimPrefix(role, "/"))
}

func simulate(ctx context.Context, r *reader, role string) ([]SimulatedAction, error) {
	client := iam.NewFromConfig(r.cfg)
	actions := []SimulatedAction{}
	err := pages(simulatePrincipalPolicy, func(marker *string) (*string, error) {
		out, err := client.SimulatePrincipalPolicy(ctx, &iam.SimulatePrincipalPolicyInput{
			PolicySourceArn: &role, ActionNames: containment, Marker: marker,
		})
		if err != nil {
			return nil, err
		}
		for _, e := range out.EvaluationResults {
			actions = append(actions, newSimulatedAction(e))
		}
		return nextMarker(out.IsTruncated, out.Marker)
	})
	if err == nil && len(actions) < len(containment) {
		err = simulatePrincipalPolicy.malformed("actions are missing")
	}
	return actions, err
}

func newSimulatedAction(e types.EvaluationResult) SimulatedAction {
	a := SimulatedAction{
		Action: aws.ToString(e.EvalActionName), Decision: string(e.EvalDecision),
		MissingContext: append([]string{}, e.MissingContextValues...),
	}
	if e.OrganizationsDecisionDetail != nil {
		a.AllowedByOrganization = aws.Bool(e.OrganizationsDecisionDetail.AllowedByOrganizations)
	}
	return a
}
