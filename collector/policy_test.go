package collector

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParsePolicy(t *testing.T) {
	statement := func(changes func(*Statement)) []Statement {
		s := Statement{
			Effect: "Allow", Principals: []Principal{}, NotPrincipals: []Principal{},
			Actions: []string{"sts:AssumeRole"}, NotActions: []string{}, Conditions: []Condition{},
		}
		changes(&s)
		return []Statement{s}
	}
	principals := func(principals ...Principal) []Statement {
		return statement(func(s *Statement) { s.Principals = principals })
	}
	conditions := func(conditions ...Condition) []Statement {
		return statement(func(s *Statement) { s.Principals, s.Conditions = []Principal{{Type: "*", Value: "*"}}, conditions })
	}
	for name, tc := range map[string]struct {
		statement string
		want      []Statement
	}{
		"a service": {
			`{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "Service", Value: "ec2.amazonaws.com"}),
		},
		"an account's root, in any partition": {
			`{"Effect":"Allow","Principal":{"AWS":"arn:aws-us-gov:iam::999988887777:root"},"Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "AWS", Value: "arn:aws-us-gov:iam::999988887777:root", AccountID: "999988887777"}),
		},
		"a bare account": {
			`{"Effect":"Allow","Principal":{"AWS":"999988887777"},"Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "AWS", Value: "999988887777", AccountID: "999988887777"}),
		},
		"a session": {
			`{"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::999988887777:assumed-role/reader/anna"},"Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "AWS", Value: "arn:aws:sts::999988887777:assumed-role/reader/anna", AccountID: "999988887777"}),
		},
		"a user who is gone": {
			`{"Effect":"Allow","Principal":{"AWS":"AIDATX4KJ2QZRJ9DHNT3V"},"Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "AWS", Value: "AIDATX4KJ2QZRJ9DHNT3V"}),
		},
		"a number in a name": {
			`{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:saml-provider/999988887777"},"Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "Federated", Value: "arn:aws:iam::123456789012:saml-provider/999988887777"}),
		},
		"everyone": {
			`{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "*", Value: "*"}),
		},
		"everyone, as an account": {
			`{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "*", Value: "*"}),
		},
		"several, sorted": {
			`{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"],"AWS":["222222222222","111111111111"]},"Action":"sts:AssumeRole"}`,
			principals(Principal{Type: "AWS", Value: "111111111111", AccountID: "111111111111"},
				Principal{Type: "AWS", Value: "222222222222", AccountID: "222222222222"},
				Principal{Type: "Service", Value: "ec2.amazonaws.com"}),
		},
		"all but one": {
			`{"Effect":"Deny","NotPrincipal":{"AWS":"111111111111"},"NotAction":["sts:TagSession"]}`,
			statement(func(s *Statement) {
				s.Effect, s.Actions, s.NotActions = "Deny", []string{}, []string{"sts:TagSession"}
				s.NotPrincipals = []Principal{{Type: "AWS", Value: "111111111111", AccountID: "111111111111"}}
			}),
		},
		"a list of statements": {
			`[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole"]}]`,
			principals(Principal{Type: "Service", Value: "ec2.amazonaws.com"}),
		},
		"a condition": {
			`{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-exampleorgid"}}}`,
			conditions(Condition{Operator: "StringEquals", Key: "aws:principalorgid", Values: []string{"o-exampleorgid"}}),
		},
		"conditions, sorted, that are no strings": {
			`{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{
				"NumericLessThan":{"aws:MultiFactorAuthAge":3600},
				"Bool":{"aws:SecureTransport":true,"aws:MultiFactorAuthPresent":["true",false]}}}`,
			conditions(
				Condition{Operator: "Bool", Key: "aws:multifactorauthpresent", Values: []string{"true", "false"}},
				Condition{Operator: "Bool", Key: "aws:securetransport", Values: []string{"true"}},
				Condition{Operator: "NumericLessThan", Key: "aws:multifactorauthage", Values: []string{"3600"}}),
		},
		"resources, as an identity policy has them": {
			`[{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"},{"Effect":"Deny","Action":"sts:AssumeRole","NotResource":["arn:aws:s3:::b","arn:aws:s3:::a"]}]`,
			slices.Concat(statement(func(s *Statement) { s.Effect, s.Resources = "Deny", []string{"*"} }),
				statement(func(s *Statement) { s.Effect, s.NotResources = "Deny", []string{"arn:aws:s3:::b", "arn:aws:s3:::a"} })),
		},
		"characters that are encoded": {
			`{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringLike":{"aws:userid":"a+b c%/é"}}}`,
			conditions(Condition{Operator: "StringLike", Key: "aws:userid", Values: []string{"a+b c%/é"}}),
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			document := `{"Version":"2012-10-17","Statement":` + tc.statement + `}`
			got, err := parsePolicy(strings.ReplaceAll(url.QueryEscape(document), "+", "%20"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("statements (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParsePolicyThatIsNone(t *testing.T) {
	for name, document := range map[string]string{
		"nothing":               ``,
		"a bad escape":          `%7B%ZZ`,
		"a list":                `[]`,
		"null":                  `null`,
		"no statement":          `{"Version":"2012-10-17"}`,
		"an empty statement":    `{"Statement":{}}`,
		"an unknown effect":     `{"Statement":{"Effect":"allow","Principal":"*"}}`,
		"a principal in a list": `{"Statement":{"Effect":"Allow","Principal":["*"]}}`,
		"a number for a name":   `{"Statement":{"Effect":"Allow","Principal":{"AWS":123456789012}}}`,
		"a nested condition":    `{"Statement":{"Effect":"Allow","Principal":"*","Condition":{"Bool":{"a":{"b":"c"}}}}}`,
		"something after it":    `{"Statement":{"Effect":"Allow","Principal":"*"}} {}`,
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if got, err := parsePolicy(document); err == nil {
				t.Errorf("parsed as %+v", got)
			}
		})
	}
}

func FuzzParsePolicy(f *testing.F) {
	f.Add(`%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%22%2A%22%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%7D`)
	f.Add(`{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":["111111111111","*"]},"Condition":{"Bool":{"aws:MultiFactorAuthPresent":[true,null,1.5]}}}]}`)
	f.Add(`{"Statement":{"Effect":"Allow","Principal":"*","Condition":{"Bool":{"aws:a":"1","AWS:A":"2","Aws:A":"3"}}}}`)
	f.Add(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*:*:(?*"}}}}`)
	f.Add(`{"Statement":null}`)
	f.Add(`{"Statement":[null]}`)
	f.Fuzz(func(t *testing.T, document string) {
		statements, err := parsePolicy(document)
		if (len(statements) == 0) == (err == nil) {
			t.Errorf("statements %v and error %v", statements, err)
		}
		for _, s := range statements {
			if s.Effect != "Allow" && s.Effect != "Deny" {
				t.Errorf("the effect is %q", s.Effect)
			}
			for _, list := range [][]string{s.Actions, s.NotActions} {
				if list == nil {
					t.Error("a list is nil, which JSON writes as null")
				}
			}
		}
		if _, err := json.Marshal(statements); err != nil {
			t.Errorf("the statements cannot be written: %v", err)
		}
		isAdmin("aws", statements) // whatever it says, it must say it
		for _, p := range (&session{identity: identity{partition: "aws", account: "123456789012"}}).publishers(alertsTopic, statements) {
			for _, source := range p.Sources {
				if _, err := regexp.Compile(source); err != nil {
					t.Errorf("sources: %v", err)
				}
			}
		}
		again, _ := parsePolicy(document)
		if diff := cmp.Diff(statements, again); diff != "" {
			t.Errorf("parsed twice (-first +second):\n%s", diff)
		}
	})
}
