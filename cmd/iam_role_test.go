package cmd_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/cmd"
	"github.com/tocsin-dev/tocsin/internal/engine"
)

// mostInline is how many characters, white space aside, a role's inline policies may have together.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const mostInline = 10240

// roleParameters are what the recorded account and its owner fill into a template.
var roleParameters = strings.NewReplacer(
	"${AWS::Partition}", "aws", "${data.aws_partition.current.partition}", "aws",
	"${AWS::AccountId}", "210987654321", "${data.aws_caller_identity.current.account_id}", "210987654321",
	"${Organization}", "fjordmart@123456", "${var.organization}", "fjordmart@123456",
	"${Repository}", "security@456789", "${var.repository}", "security@456789",
	"${Branch}", "main", "${var.branch}", "main",
)

// TestRole lets a scan judge the roles that iam-policy prints, and finds in them the policy that it
// prints alone.
func TestRole(t *testing.T) {
	var policy struct{ Statement []struct{ Action []string } }
	if err := json.Unmarshal(printed(t, "iam-policy"), &policy); err != nil {
		t.Fatal(err)
	}
	eng := loadCase(t, nil)
	roles := map[string]func(*testing.T) (string, []string){"cloudformation": cloudFormation, "terraform": terraform}
	for format, read := range roles {
		t.Run(format, func(t *testing.T) {
			trust, actions := read(t)
			if diff := cmp.Diff(policy.Statement[0].Action, actions); diff != "" {
				t.Errorf("-policy +role\n%s", diff)
			}
			if size := len(strings.Join(actions, `","`)) + 200; size > mostInline {
				t.Errorf("the role's policy has about %d characters, and AWS takes %d", size, mostInline)
			}
			for _, want := range []string{
				`"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"`,
				`"token.actions.githubusercontent.com:sub":"repo:fjordmart@123456/security@456789:ref:refs/heads/main"`,
			} {
				if !strings.Contains(trust, want) {
					t.Errorf("the role does not ask for %s: %s", want, trust)
				}
			}
			judgeTrust(t, eng, trust, "pass")
			unbounded := regexp.MustCompile(`,?"token\.actions\.githubusercontent\.com:sub":"[^"]*"`).ReplaceAllString(trust, "")
			judgeTrust(t, eng, unbounded, "fail 1: without a bound on the subject")
		})
	}
}

// judgeTrust puts a role's trust policy into the case of a role of GitHub.
func judgeTrust(t *testing.T, eng *engine.Engine, trust, verdict string) {
	t.Helper()
	c, err := readCase(casesDir + "/traps/role_of_github_with_subject.yaml")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := c.Answers["iam.GetAccountAuthorizationDetails"][0]["body"].(string)
	policy := regexp.MustCompile(`(?s)(<AssumeRolePolicyDocument encoding="url">).*(</AssumeRolePolicyDocument>)`)
	changed := policy.ReplaceAllString(body, "${1}"+strings.ReplaceAll(trust, "$", "$$")+"${2}")
	if changed == body {
		t.Fatal("the case has no trust policy to change")
	}
	c.Answers["iam.GetAccountAuthorizationDetails"][0]["body"] = changed
	c.Want = map[string]string{"impact.role_federation_unbounded": verdict}
	c.check(t, eng)
}

func cloudFormation(t *testing.T) (trust string, actions []string) {
	var template struct {
		Resources struct {
			Role struct {
				Properties struct {
					AssumeRolePolicyDocument any `yaml:"AssumeRolePolicyDocument"`
					Policies                 []struct {
						PolicyDocument struct {
							Statement []struct {
								Action []string `yaml:"Action"`
							} `yaml:"Statement"`
						} `yaml:"PolicyDocument"`
					} `yaml:"Policies"`
				} `yaml:"Properties"`
			} `yaml:"Role"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(printed(t, "iam-policy", "-o", "cloudformation"), &template); err != nil {
		t.Fatal(err)
	}
	role := template.Resources.Role.Properties
	document, err := json.Marshal(role.AssumeRolePolicyDocument)
	if err != nil {
		t.Fatal(err)
	}
	// An account that has the provider; the other alternative is the same by reference.
	alternatives := regexp.MustCompile(`\["CreatesProvider","Provider",("[^"]*")\]`)
	document = alternatives.ReplaceAll(document, []byte("$1"))
	return roleParameters.Replace(string(document)), role.Policies[0].PolicyDocument.Statement[0].Action
}

// terraform reads the arguments of jsonencode; that of the trust policy is written as JSON.
func terraform(t *testing.T) (trust string, actions []string) {
	file := string(printed(t, "iam-policy", "-o", "terraform"))
	_, after, _ := strings.Cut(file, "assume_role_policy = jsonencode(")
	document, after, found := strings.Cut(after, "\n  })\n")
	if !found {
		t.Fatal("there is no trust policy")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(document+"}")); err != nil {
		t.Fatal(err)
	}
	for _, line := range regexp.MustCompile(`(?m)^ +"(.+)",$`).FindAllStringSubmatch(after, -1) {
		actions = append(actions, line[1])
	}
	return roleParameters.Replace(compact.String()), actions
}

// printed runs the command line, which has to succeed.
func printed(t *testing.T, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := cmd.Main(t.Context(), args, strings.NewReader(""), &stdout, &stderr); status != 0 {
		t.Fatalf("exit status %d: %s", status, &stderr)
	}
	return stdout.Bytes()
}
