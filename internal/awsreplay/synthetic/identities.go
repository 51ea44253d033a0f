package synthetic

import (
	"fmt"
	"strings"
)

const (
	created  = `<CreateDate>2024-03-04T10:20:11Z</CreateDate>`
	anyTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	readOnly = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"*"}]}`
)

// identities answers what IAM tells.
func (s Size) identities(r recording) {
	s.authorization(r)
	s.credentials(r)
	summary := attributes("AccountMFAEnabled", "1", "AccountPasswordPresent", "1", "AccountAccessKeysPresent", "0",
		"AccountSigningCertificatesPresent", "0", "MFADevicesInUse", fmt.Sprint(s.Users+1))
	r.xml("iam.GetAccountSummary", everywhere, nil, inResult("GetAccountSummary", element("SummaryMap", summary)))
	r.list(listing{
		operation: "iam.ListVirtualMFADevices", region: everywhere, size: 1000, token: "Marker",
		input: object{"AssignmentStatus": "Assigned", "MaxItems": "1000"},
		page: iamPage("ListVirtualMFADevices", func(items []string) string {
			return element("VirtualMFADevices", strings.Join(items, ""))
		}),
	}, some(s.Users, func(i int) string {
		return element("member", element("SerialNumber", iamARN("mfa", i))+`<EnableDate>2024-03-04T10:22:38Z</EnableDate>`+
			element("User", element("Arn", iamARN("user", i))))
	}))
	saml := ""
	if s.Guarded {
		saml = element("member", `<Arn>arn:aws:iam::`+account+`:saml-provider/sso</Arn>`+created)
	}
	r.xml("iam.ListAccountAliases", everywhere, nil, inResult("ListAccountAliases", element("AccountAliases", "")))
	r.xml("iam.ListSAMLProviders", everywhere, nil, inResult("ListSAMLProviders", element("SAMLProviderList", saml)))
	r.xml("iam.ListOpenIDConnectProviders", everywhere, nil, inResult("ListOpenIDConnectProviders",
		element("OpenIDConnectProviderList", each(s.providers(), func(i int) string {
			return element("member", element("Arn", iamARN("oidc-provider", i)))
		}))))
	for i := range s.providers() {
		r.xml("iam.GetOpenIDConnectProvider", everywhere, object{"OpenIDConnectProviderArn": iamARN("oidc-provider", i)},
			inResult("GetOpenIDConnectProvider", created+fmt.Sprintf(`<Url>issuer-%d.example.com</Url>`, i)+
				`<ClientIDList><member>sts.amazonaws.com</member></ClientIDList><ThumbprintList/>`))
	}
}

func iamARN(kind string, i int) string {
	return fmt.Sprintf("arn:aws:iam::%s:%s/%[2]s-%[3]d", account, kind, i)
}

// authorization answers the one call that lists all of users, groups, roles and policies.
func (s Size) authorization(r recording) {
	members := append(some(s.Users, user), some(s.groups(), group)...)
	members = append(append(members, some(s.Roles, role)...), some(s.policies(), policy)...)
	r.list(listing{
		operation: "iam.GetAccountAuthorizationDetails", region: everywhere, size: 1000, token: "Marker",
		input: object{
			"Filter.member.1": "User", "Filter.member.2": "Group", "Filter.member.3": "Role", "Filter.member.4": "LocalManagedPolicy",
			"MaxItems": "1000",
		},
		page: iamPage("GetAccountAuthorizationDetails", func(items []string) string {
			lists := ""
			for list, mark := range map[string]string{
				"UserDetailList": "<UserName>", "GroupDetailList": "<GroupName>", "RoleDetailList": "<RoleName>", "Policies": "<DefaultVersionId>",
			} {
				content := ""
				for _, item := range items {
					if strings.Contains(item, mark) {
						content += item
					}
				}
				lists += element(list, content)
			}
			return lists
		}),
	}, members)
}

func user(i int) string {
	return fmt.Sprintf(`<member><Path>/</Path><UserName>user-%d</UserName><UserId>AIDA%017[1]d</UserId><Arn>%s</Arn>%s<GroupList/>`+
		`<AttachedManagedPolicies><member><PolicyName>ReadOnlyAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PolicyArn>`+
		`</member></AttachedManagedPolicies></member>`, i, iamARN("user", i), created)
}

func group(i int) string {
	return fmt.Sprintf(`<member><Path>/</Path><GroupName>group-%d</GroupName><GroupId>AGPA%017[1]d</GroupId><Arn>%s</Arn>%s`+
		`<GroupPolicyList/><AttachedManagedPolicies/></member>`, i, iamARN("group", i), created)
}

func role(i int) string {
	return fmt.Sprintf(`<member><Path>/</Path><RoleName>role-%d</RoleName><RoleId>AROA%017[1]d</RoleId><Arn>%s</Arn>%s`+
		`<AssumeRolePolicyDocument encoding="url">%s</AssumeRolePolicyDocument><InstanceProfileList/>`+
		`<RolePolicyList><member><PolicyName>inline</PolicyName><PolicyDocument encoding="url">%s</PolicyDocument></member></RolePolicyList>`+
		`<AttachedManagedPolicies/><RoleLastUsed/></member>`, i, iamARN("role", i), created, anyTrust, readOnly)
}

func policy(i int) string {
	return fmt.Sprintf(`<member><PolicyName>policy-%d</PolicyName><PolicyId>ANPA%017[1]d</PolicyId><Arn>%s</Arn><Path>/</Path>`+
		`<DefaultVersionId>v1</DefaultVersionId><AttachmentCount>1</AttachmentCount>%s<UpdateDate>2024-03-04T10:20:11Z</UpdateDate>`+
		`<PolicyVersionList><member><Document encoding="url">%s</Document><VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion>`+
		`</member></PolicyVersionList></member>`, i, iamARN("policy", i), created, readOnly)
}

// credentials answers with a report that AWS made within the last hours: to make one takes AWS
// some seconds, however large the account is.
func (s Size) credentials(r recording) {
	r.xml("iam.GenerateCredentialReport", everywhere, nil, inResult("GenerateCredentialReport", `<State>COMPLETE</State>`))
	never := strings.Repeat(",false,N/A,N/A,N/A,N/A", 2) + strings.Repeat(",false,N/A", 2)
	lines := []string{
		"user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active," +
			"access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
			"access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service," +
			"cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated",
		"<root_account>,arn:aws:iam::" + account + ":root,2024-03-04T09:57:22+00:00,true,no_information,2024-03-04T09:57:22+00:00,not_supported,true" + never,
	}
	lines = append(lines, some(s.Users, func(i int) string {
		return fmt.Sprintf("user-%d,%s,2024-03-04T10:20:11+00:00,false,N/A,N/A,N/A,true%s", i, iamARN("user", i), never)
	})...)
	r.xml("iam.GetCredentialReport", everywhere, nil, inResult("GetCredentialReport", `<ReportFormat>text/csv</ReportFormat>`+
		`<GeneratedTime>2026-11-20T08:59:31Z</GeneratedTime><Content encoding="base64">`+strings.Join(lines, "\n")+`</Content>`))
}
