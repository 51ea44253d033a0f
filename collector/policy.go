package collector

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Statement is a statement of an IAM policy in one form: what the policy language lets one write
// as a string or a list is a list, and condition keys are in lower case
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
type Statement struct {
	// Effect is Allow or Deny.
	Effect        string      `json:"effect"`
	Principals    []Principal `json:"principals"`
	NotPrincipals []Principal `json:"not_principals"`
	Actions       []string    `json:"actions"`
	NotActions    []string    `json:"not_actions"`
	// Resources and NotResources are absent from a trust policy.
	Resources    []string    `json:"resources,omitempty"`
	NotResources []string    `json:"not_resources,omitempty"`
	Conditions   []Condition `json:"conditions"`
}

// Principal is who a statement is about.
type Principal struct {
	// Type is AWS, Service, Federated or CanonicalUser, or * for everyone.
	Type  string `json:"type"`
	Value string `json:"value"`
	// AccountID is the account of an AWS principal: of its ARN, or the principal itself.
	AccountID string `json:"account_id,omitempty"`
}

// Condition is one test of a statement; all of them must hold.
type Condition struct {
	// Operator is as written, such as StringEquals or ForAllValues:StringLikeIfExists.
	Operator string `json:"operator"`
	// Key is in lower case, such as aws:principalorgid.
	Key    string   `json:"key"`
	Values []string `json:"values"`
}

// parsePolicy parses a policy document, URL-encoded as IAM sends it.
func parsePolicy(document string) ([]Statement, error) {
	decoded, err := url.QueryUnescape(strings.ReplaceAll(document, "+", "%2B"))
	if err != nil {
		return nil, fmt.Errorf("decode policy: %w", err)
	}
	return parseStatements(decoded)
}

// parseStatements parses a policy document as resources have it.
func parseStatements(document string) ([]Statement, error) {
	var policy struct {
		Statement list[statement]
	}
	if err := json.Unmarshal([]byte(document), &policy); err != nil {
		return nil, fmt.Errorf("parse policy: %w", err)
	}
	if len(policy.Statement) == 0 {
		return nil, fmt.Errorf("parse policy: it has no statement")
	}
	out := []Statement{}
	for _, s := range policy.Statement {
		if s.Effect != "Allow" && s.Effect != "Deny" {
			return nil, fmt.Errorf("parse policy: the effect is %q", s.Effect)
		}
		out = append(out, Statement{
			Effect: s.Effect, Principals: s.Principal.sorted(), NotPrincipals: s.NotPrincipal.sorted(),
			Actions: append([]string{}, s.Action...), NotActions: append([]string{}, s.NotAction...),
			Resources: s.Resource, NotResources: s.NotResource, Conditions: s.conditions(),
		})
	}
	return out, nil
}

// statement is a statement as it is written.
type statement struct {
	Effect                  string
	Principal, NotPrincipal principals
	Action, NotAction       list[string]
	Resource, NotResource   list[string]
	Condition               map[string]map[string]list[scalar]
}

func (s statement) conditions() []Condition {
	out := []Condition{}
	for operator, tests := range s.Condition {
		for key, values := range tests {
			c := Condition{Operator: operator, Key: strings.ToLower(key), Values: []string{}}
			for _, v := range values {
				c.Values = append(c.Values, string(v))
			}
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Condition) int { return strings.Compare(a.order(), b.order()) })
	return out
}

// order tells conditions apart, those too whose keys differ only in case.
func (c Condition) order() string {
	return c.Operator + " " + c.Key + " " + strings.Join(c.Values, " ")
}

// principals maps a type of principal to its values; "*" alone is of type *.
type principals map[string]list[string]

func (p *principals) UnmarshalJSON(b []byte) error {
	var everyone string
	if json.Unmarshal(b, &everyone) == nil {
		*p = principals{"*": {everyone}}
		return nil
	}
	return json.Unmarshal(b, (*map[string]list[string])(p))
}

var accountID = regexp.MustCompile(`^(?:arn:[^:]*:(?:iam|sts)::)?([0-9]{12})(?::|$)`)

func (p principals) sorted() []Principal {
	out := []Principal{}
	for kind, values := range p {
		for _, v := range values {
			principal := Principal{Type: kind, Value: v}
			if v == "*" && kind == "AWS" {
				principal.Type = "*"
			}
			if match := accountID.FindStringSubmatch(v); match != nil && kind == "AWS" {
				principal.AccountID = match[1]
			}
			out = append(out, principal)
		}
	}
	slices.SortFunc(out, func(a, b Principal) int { return strings.Compare(a.Type+" "+a.Value, b.Type+" "+b.Value) })
	return out
}

// list accepts one value where the policy language allows a list.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, (*[]T)(l))
	}
	var one T
	if err := json.Unmarshal(b, &one); err != nil {
		return err
	}
	*l = list[T]{one}
	return nil
}

// scalar is a string, number or boolean, kept as text.
type scalar string

func (s *scalar) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, (*string)(s)) == nil {
		return nil
	}
	if len(b) > 0 && (b[0] == '{' || b[0] == '[') {
		return fmt.Errorf("want a string, a number or a boolean")
	}
	*s = scalar(b)
	return nil
}
