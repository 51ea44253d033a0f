package collector

import (
	"strings"
	"testing"
)

func TestIsAdmin(t *testing.T) {
	for name, tc := range map[string]struct {
		statements string
		want       bool
	}{
		"AdministratorAccess":                {`{"Effect":"Allow","Action":"*","Resource":"*"}`, true},
		"all of all services":                {`{"Effect":"Allow","Action":["*:*"],"Resource":["*"]}`, true},
		"stars and question marks":           {`{"Effect":"Allow","Action":"?*:**","Resource":"**"}`, true},
		"all ARNs":                           {`{"Effect":"Allow","Action":"*","Resource":"arn:aws:*"}`, true},
		"all ARNs of another partition":      {`{"Effect":"Allow","Action":"*","Resource":"arn:aws-cn:*"}`, false},
		"among others":                       {`[{"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::a","*"]}]`, true},
		"one service":                        {`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`, false},
		"IAM":                                {`{"Effect":"Allow","Action":"iam:*","Resource":"*"}`, false},
		"some resources":                     {`{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::*"}`, false},
		"own account's regional resources":   {`{"Effect":"Allow","Action":"*","Resource":"arn:aws:*:eu-west-1:*:*"}`, false},
		"PowerUserAccess":                    {`[{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},{"Effect":"Allow","Action":["iam:CreateServiceLinkedRole","iam:ListRoles"],"Resource":"*"}]`, false},
		"all but billing":                    {`{"Effect":"Allow","NotAction":"aws-portal:*","Resource":"*"}`, true},
		"all but one way to take over":       {`{"Effect":"Allow","NotAction":"IAM:attachuserpolicy","Resource":"*"}`, true},
		"power user who may write policies":  {`[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"},{"Effect":"Allow","Action":"iam:Put*","Resource":"*"}]`, true},
		"all but one bucket":                 {`{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::secret/*"}`, true},
		"all but identities":                 {`{"Effect":"Allow","Action":"*","NotResource":"arn:aws:iam::*"}`, false},
		"with MFA":                           {`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}`, true},
		"from an address":                    {`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"198.51.100.7"}}}`, true},
		"of a team":                          {`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"ops"}}}`, true},
		"in a region":                        {`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}`, false},
		"on tagged resources":                {`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"ops"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}}`, false},
		"denied":                             {`[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}]`, false},
		"denied before":                      {`[{"Effect":"Deny","Action":"iam:*","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}]`, false},
		"denied one thing":                   {`[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:CreateUser","Resource":"*"}]`, true},
		"denied without MFA":                 {`[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":"iam:ChangePassword","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]`, true},
		"denied on one resource":             {`[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::logs/*"}]`, true},
		"quarantined":                        {`{"Effect":"Deny","Action":"*","Resource":"*"}`, false},
		"a statement of no resource":         {`{"Effect":"Allow","Action":"*"}`, false},
		"an action that a name only matches": {`{"Effect":"Allow","Action":"*iam*","Resource":"*"}`, false},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			statements, err := parsePolicy(`{"Statement":` + tc.statements + `}`)
			if err != nil {
				t.Fatal(err)
			}
			if got := isAdmin("aws", statements); got != tc.want {
				t.Errorf("isAdmin = %t, want %t", got, tc.want)
			}
		})
	}
}

func TestMatches(t *testing.T) {
	for _, tc := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"*", "", true},
		{"", "a", false},
		{"a", "a", true},
		{"a", "ab", false},
		{"a?", "ab", true},
		{"a?", "a", false},
		{"*b", "abab", true},
		{"a*b*c", "axbxbxc", true},
		{"a*b*c", "axbxbx", false},
		{"**", "a", true},
		{strings.Repeat("*a", 1000) + "b", strings.Repeat("a", 1000), false},
	} {
		if got := matches(tc.pattern, tc.text); got != tc.want {
			t.Errorf("matches(%.20q, %.20q) = %t, want %t", tc.pattern, tc.text, got, tc.want)
		}
	}
}
