package pattern

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// anyOfNames writes what CIS's filters are made of: a choice of names of events.
func anyOfNames(names ...string) string {
	return "($.eventName = " + strings.Join(names, ") || ($.eventName = ") + ")"
}

// called is the record of a call, with more members.
func called(source, name, more string) string {
	return fmt.Sprintf(`{"eventSource":%q,"eventName":%q,"eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}%s}`, source+".amazonaws.com", name, more)
}

// The filters of CIS's AWS Foundations Benchmark, by the numbers that they have in its version 3: the
// events that each is for, one that it is not for, and the probes that it matches.
func TestFiltersOfCIS(t *testing.T) {
	iamPolicies := []string{"DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy",
		"CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy", "DetachRolePolicy",
		"AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy", "DetachGroupPolicy"}
	organizations := []string{`"AcceptHandshake"`, `"AttachPolicy"`, `"CreateAccount"`, `"CreateOrganizationalUnit"`, `"CreatePolicy"`, `"DeclineHandshake"`,
		`"DeleteOrganization"`, `"DeleteOrganizationalUnit"`, `"DeletePolicy"`, `"DetachPolicy"`, `"DisablePolicyType"`, `"EnablePolicyType"`,
		`"InviteAccountToOrganization"`, `"LeaveOrganization"`, `"MoveAccount"`, `"RemoveAccountFromOrganization"`, `"UpdatePolicy"`, `"UpdateOrganizationalUnit"`}
	login := func(mfa, more string) string {
		return `{"eventName":"ConsoleLogin","eventType":"AwsConsoleSignIn","additionalEventData":{"MFAUsed":"` + mfa + `"},` +
			`"responseElements":{"ConsoleLogin":"Success"},"userIdentity":{"type":"IAMUser"}` + more + `}`
	}
	byRoot := func(more string) string {
		return `{"eventName":"CreateUser","eventType":"AwsApiCall","userIdentity":{"type":"Root"` + more + `}}`
	}
	for control, tc := range map[string]struct {
		pattern string
		matches []string
		misses  []string
		probes  []string
	}{
		"4.1_unauthorized_calls": {
			`{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }`,
			[]string{called("ec2", "RunInstances", `,"errorCode":"Client.UnauthorizedOperation"`), called("s3", "GetObject", `,"errorCode":"AccessDeniedException"`)},
			[]string{called("ec2", "RunInstances", `,"errorCode":"Client.InvalidParameter"`), called("ec2", "RunInstances", "")}, []string{},
		},
		"4.1_but_log_delivery": {
			`{ ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") && ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }`,
			[]string{called("s3", "GetObject", `,"errorCode":"AccessDenied","sourceIPAddress":"198.51.100.7"`)},
			[]string{called("s3", "HeadBucket", `,"errorCode":"AccessDenied","sourceIPAddress":"198.51.100.7"`),
				called("s3", "PutObject", `,"errorCode":"AccessDenied","sourceIPAddress":"delivery.logs.amazonaws.com"`)}, []string{},
		},
		"4.2_login_without_mfa": {
			`{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }`,
			[]string{login("No", "")}, []string{login("Yes", "")}, []string{},
		},
		"4.2_but_single_sign_on": {
			`{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }`,
			[]string{login("No", "")}, []string{login("Yes", ""), strings.Replace(login("No", ""), "IAMUser", "AssumedRole", 1)}, []string{},
		},
		"4.3_root": {
			`{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }`,
			[]string{byRoot("")}, []string{byRoot(`,"invokedBy":"signin.amazonaws.com"`), strings.Replace(byRoot(""), "AwsApiCall", "AwsServiceEvent", 1),
				called("iam", "CreateUser", "")}, []string{"root_console_login", "root_api_call"},
		},
		"4.4_iam_policies": {
			"{ " + anyOfNames(iamPolicies...) + " }",
			[]string{called("iam", "PutUserPolicy", ""), called("iam", "DetachGroupPolicy", "")}, []string{called("iam", "ListPolicies", "")}, []string{},
		},
		"4.5_trails": {
			"{ " + anyOfNames("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging") + " }",
			[]string{called("cloudtrail", "CreateTrail", ""), called("cloudtrail", "StartLogging", "")}, []string{called("cloudtrail", "DescribeTrails", "")},
			[]string{"stop_logging", "delete_trail", "update_trail"},
		},
		"4.6_failed_logins": {
			`{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }`,
			[]string{login("No", `,"errorMessage":"Failed authentication"`)}, []string{login("No", "")}, []string{},
		},
		"4.7_keys": {
			"{ ($.eventSource = kms.amazonaws.com) && (" + anyOfNames("DisableKey", "ScheduleKeyDeletion") + ") }",
			[]string{called("kms", "DisableKey", ""), called("kms", "ScheduleKeyDeletion", "")}, []string{called("kms", "EnableKey", ""), called("iam", "DisableKey", "")}, []string{},
		},
		"4.8_bucket_policies": {
			"{ ($.eventSource = s3.amazonaws.com) && (" + anyOfNames("PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication",
				"DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication") + ") }",
			[]string{called("s3", "PutBucketAcl", ""), called("s3", "DeleteBucketReplication", "")}, []string{called("s3", "GetBucketAcl", "")}, []string{},
		},
		"4.9_config": {
			"{ ($.eventSource = config.amazonaws.com) && (" + anyOfNames("StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder") + ") }",
			[]string{called("config", "StopConfigurationRecorder", "")}, []string{called("config", "PutConfigRule", "")}, []string{},
		},
		"4.10_security_groups": {
			"{ " + anyOfNames("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress",
				"CreateSecurityGroup", "DeleteSecurityGroup") + " }",
			[]string{called("ec2", "AuthorizeSecurityGroupIngress", "")}, []string{called("ec2", "DescribeSecurityGroups", "")}, []string{},
		},
		"4.11_network_acls": {
			"{ " + anyOfNames("CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation") + " }",
			[]string{called("ec2", "ReplaceNetworkAclEntry", "")}, []string{called("ec2", "DescribeNetworkAcls", "")}, []string{},
		},
		"4.12_gateways": {
			"{ " + anyOfNames("CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway") + " }",
			[]string{called("ec2", "AttachInternetGateway", "")}, []string{called("ec2", "CreateNatGateway", "")}, []string{},
		},
		"4.13_route_tables": { // && binds more: of the names only the first is EC2's alone
			"{ ($.eventSource = ec2.amazonaws.com) && " + anyOfNames("CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation",
				"DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable") + " }",
			[]string{called("ec2", "CreateRoute", ""), called("ec2", "DeleteRoute", ""), called("x", "DeleteRoute", "")}, []string{called("x", "CreateRoute", "")}, []string{},
		},
		"4.14_vpcs": {
			"{ " + anyOfNames("CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection",
				"RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink") + " }",
			[]string{called("ec2", "ModifyVpcAttribute", "")}, []string{called("ec2", "DescribeVpcs", "")}, []string{},
		},
		"4.15_organizations": {
			"{ ($.eventSource = organizations.amazonaws.com) && (" + anyOfNames(organizations...) + ") }",
			[]string{called("organizations", "LeaveOrganization", ""), called("organizations", "UpdateOrganizationalUnit", "")},
			[]string{called("organizations", "ListAccounts", ""), called("iam", "CreatePolicy", "")}, []string{},
		},
	} {
		t.Run(control, func(t *testing.T) {
			got, err := FilterMatches(tc.pattern, Probes(here))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.probes, got); diff != "" {
				t.Errorf("probes (-want +got):\n%s", diff)
			}
			for _, record := range append(tc.matches, tc.misses...) {
				got, err := FilterMatches(tc.pattern, []Probe{{"it", []Event{{Record: mustDecode(record), Text: record}}}})
				if want := slices.Contains(tc.matches, record); err != nil || (len(got) == 1) != want {
					t.Errorf("%s: %v, %v, want %v", record, got, err, want)
				}
			}
		})
	}
}
