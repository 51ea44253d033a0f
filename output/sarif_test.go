package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// sarifLog is what GitHub reads of a SARIF file.
type sarifLog struct {
	Schema  string `json:"$schema"`
	Version string
	Runs    []struct {
		AutomationDetails struct{ ID string }
		Invocations       []struct {
			ExecutionSuccessful        *bool
			ToolExecutionNotifications []struct {
				Level          string
				Message        struct{ Text string }
				AssociatedRule struct{ ID string }
			}
		}
		OriginalURIBaseIDs map[string]any `json:"originalUriBaseIds"`
		Results            []sarifResult
		Tool               struct{ Driver struct{ Rules []sarifRule } }
	}
}

type sarifResult struct {
	RuleID    string
	RuleIndex int
	Level     string
	Message   struct{ Text string }
	Locations []struct {
		PhysicalLocation struct {
			ArtifactLocation struct{ URI, URIBaseID string }
			Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
		}
		LogicalLocations []struct{ FullyQualifiedName string }
	}
	PartialFingerprints struct{ PrimaryLocationLineHash string }
	Suppressions        []struct{ Kind, Status, Justification string }
}

type sarifRule struct {
	ID, Name, HelpURI                 string
	ShortDescription, FullDescription struct{ Text string }
	Help                              struct{ Text, Markdown string }
	Properties                        struct {
		Tags             []string
		Precision        string
		ProblemSeverity  string `json:"problem.severity"`
		SecuritySeverity any    `json:"security-severity"`
	}
}

func sarifOf(t *testing.T, r *report.Report) (sarifLog, []byte) {
	t.Helper()
	var buf bytes.Buffer
	if err := SARIF(&buf, r); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(buf.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 || len(log.Runs[0].Invocations) != 1 {
		t.Fatalf("want one run and one invocation:\n%s", buf.String())
	}
	return log, buf.Bytes()
}

// TestSARIFIsWhatGitHubTakes checks what GitHub refuses a whole file for.
func TestSARIFIsWhatGitHubTakes(t *testing.T) {
	for name, r := range reports() {
		t.Run(name, func(t *testing.T) {
			log, doc := sarifOf(t, r)
			expectNoNulls(t, doc)
			run := log.Runs[0]
			if log.Schema == "" || log.Version != "2.1.0" || run.Results == nil || run.Tool.Driver.Rules == nil {
				t.Error("$schema, version, results or rules are missing")
			}
			for _, rule := range run.Tool.Driver.Rules {
				checkRule(t, rule)
			}
			seen := map[string]bool{}
			for _, res := range run.Results {
				checkResult(t, res)
				if run.Tool.Driver.Rules[res.RuleIndex].ID != res.RuleID {
					t.Errorf("rule index %d is not %s", res.RuleIndex, res.RuleID)
				}
				if id := res.PartialFingerprints.PrimaryLocationLineHash; seen[id] || !strings.HasSuffix(id, ":1") {
					t.Errorf("fingerprint %q is malformed or used twice", id)
				}
				seen[res.PartialFingerprints.PrimaryLocationLineHash] = true
			}
			if bytes.Contains(doc, []byte("evidence stays out")) {
				t.Error("evidence is in it")
			}
		})
	}
}

func expectNoNulls(t *testing.T, doc []byte) {
	t.Helper()
	if found := regexp.MustCompile(`[:\[,]\s*(null|-1|18446744073709551615)\s*[,\]}\n]`).Find(doc); found != nil {
		t.Errorf("found %q", found)
	}
}

func checkRule(t *testing.T, rule sarifRule) {
	t.Helper()
	texts := []string{rule.ID, rule.Name, rule.ShortDescription.Text, rule.FullDescription.Text, rule.Help.Text, rule.Help.Markdown}
	if slices.Contains(texts, "") {
		t.Errorf("rule lacks a text: %q", texts)
	}
	if utf8.RuneCountInString(rule.ShortDescription.Text) > 1024 || utf8.RuneCountInString(rule.FullDescription.Text) > 1024 || len(rule.Name) > 255 {
		t.Errorf("rule %s has a text that is too long", rule.ID)
	}
	if !regexp.MustCompile(`^([A-Z][A-Za-z0-9]*)+$`).MatchString(rule.Name) {
		t.Errorf("name %q is not PascalCase", rule.Name)
	}
	if u, err := url.Parse(rule.HelpURI); err != nil || u.Scheme != "https" || u.Fragment == "" {
		t.Errorf("help is at %q: %v", rule.HelpURI, err)
	}
	if n := len(rule.Properties.Tags); n > 10 || !slices.Contains(rule.Properties.Tags, "security") {
		t.Errorf("tags are %q", rule.Properties.Tags)
	}
	if number, isString := rule.Properties.SecuritySeverity.(string); isString {
		if f, err := strconv.ParseFloat(number, 64); err != nil || f <= 0 || f > 10 {
			t.Errorf("security-severity is %q", number)
		}
	} else if rule.Properties.SecuritySeverity != nil {
		t.Errorf("security-severity is %v, no string", rule.Properties.SecuritySeverity)
	}
}

func checkResult(t *testing.T, res sarifResult) {
	t.Helper()
	if len(res.Locations) != 1 || len(res.Locations[0].LogicalLocations) != 1 || res.Locations[0].LogicalLocations[0].FullyQualifiedName == "" {
		t.Errorf("locations are %v", res.Locations)
		return
	}
	place := res.Locations[0].PhysicalLocation
	checkPath(t, place.ArtifactLocation.URI)
	if r := place.Region; place.ArtifactLocation.URIBaseID != "SRCROOT" || r.StartLine != 1 || r.StartColumn != 1 || r.EndLine != 1 || r.EndColumn != 1 {
		t.Errorf("location is %+v", place)
	}
	text := res.Message.Text
	if !strings.HasSuffix(text, ".") || utf8.RuneCountInString(text) > 1024 {
		t.Errorf("message is no sentence, or too long: %s", text)
	}
	if unescaped := strings.NewReplacer(`\\`, "", `\[`, "", `\]`, "").Replace(text); strings.ContainsAny(unescaped, `[]\`) {
		t.Errorf("message may hold a link: %s", text)
	}
}

// checkPath wants a relative path that Go's net/url, which GitHub uses, takes for one.
func checkPath(t *testing.T, path string) {
	t.Helper()
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || u.EscapedPath() != path {
		t.Errorf("%q is no relative path: %+v, %v", path, u, err)
		return
	}
	if len(path) > maxPath || !strings.HasPrefix(path, "aws/") || !utf8.ValidString(u.Path) {
		t.Errorf("%q is too long, not below aws/ or not UTF-8", path)
	}
	for _, part := range strings.Split(path, "/") {
		if part == "" || part == "." || part == ".." || slices.Contains(hiding(), strings.ToLower(part)) || strings.Contains(part, ":") {
			t.Errorf("%q has the segment %q", path, part)
		}
	}
	for _, r := range u.Path {
		if !visible(r) {
			t.Errorf("%q hides %U", path, r)
		}
	}
}

func TestResourcePath(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:iam::111122223333:user/backdoor":             "aws/111122223333/global/iam/user/backdoor",
		"arn:aws:iam::111122223333:root":                      "aws/111122223333/global/iam/root",
		"arn:aws:iam::444455556666:role/a/b":                  "aws/444455556666/global/iam/role/a/b",
		"arn:aws:s3:::my-bucket":                              "aws/111122223333/global/s3/my-bucket",
		"arn:aws:sns:us-east-1:111122223333:alerts":           "aws/111122223333/us-east-1/sns/alerts",
		"arn:aws:cloudwatch:us-east-1:111122223333:alarm:a b": "aws/111122223333/us-east-1/cloudwatch/alarm/a%20b",
		"arn:aws:iam::111122223333:role/Test":                 "aws/111122223333/global/iam/role/Test_",
		"111122223333":                                        "aws/111122223333/account",
		"":                                                    "aws/111122223333/account",
		"no arn":                                              "aws/111122223333/global/no%20arn",
	} {
		got := resourcePath(report.ParseResource(arn, "", account))
		if got != want {
			t.Errorf("%q: %s, want %s", arn, got, want)
		}
	}
}

func TestLongPathsStayApart(t *testing.T) {
	a := resourcePath(report.ParseResource("arn:aws:iam::1:role/"+strings.Repeat("x", 300)+"a", "", account))
	b := resourcePath(report.ParseResource("arn:aws:iam::1:role/"+strings.Repeat("x", 300)+"b", "", account))
	if a == b || len(a) > maxPath || len(b) > maxPath {
		t.Errorf("%s and %s", a, b)
	}
}

func FuzzResourcePath(f *testing.F) {
	for _, name := range hostileNames() {
		f.Add("arn:aws:iam::111122223333:role/"+name, "us-east-1")
		f.Add("arn:aws:"+name+":"+name+":"+name+":"+name, name)
		f.Add(name, "")
	}
	f.Fuzz(func(t *testing.T, arn, region string) {
		checkPath(t, resourcePath(report.ParseResource(arn, region, account)))
	})
}

func TestSARIFOfAnIncompleteReport(t *testing.T) {
	log, _ := sarifOf(t, incompleteReport())
	run := log.Runs[0]
	if ok := run.Invocations[0].ExecutionSuccessful; ok == nil || *ok {
		t.Error("executionSuccessful must be false: GitHub would close the alerts of what was not read")
	}
	var got []string
	for _, n := range run.Invocations[0].ToolExecutionNotifications {
		got = append(got, n.Level+" "+n.AssociatedRule.ID)
	}
	want := []string{"error impact.role_trusts_anyone", "warning ioc.trail_stopped", "warning readiness.trail_missing", "warning "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notifications (-want +got):\n%s", diff)
	}
	if len(run.Results) != 1 || run.Results[0].RuleID != "impact.role_trusts_anyone" {
		t.Errorf("results are %+v; want the finding that the error left, and no possible one", run.Results)
	}
	if got, want := len(run.Tool.Driver.Rules), len(incompleteReport().Rules); got != want {
		t.Errorf("%d rules, want %d", got, want)
	}
	if got, want := run.AutomationDetails.ID, "tocsin/111122223333/20261104T083030Z"; got != want {
		t.Errorf("id is %s, want %s", got, want)
	}
}

func TestSARIFOfACompleteReport(t *testing.T) {
	log, _ := sarifOf(t, fullReport())
	inv := log.Runs[0].Invocations[0]
	if inv.ExecutionSuccessful == nil || !*inv.ExecutionSuccessful || len(inv.ToolExecutionNotifications) != 0 {
		t.Errorf("invocation is %+v", inv)
	}
	severities := map[string]any{}
	for _, rule := range log.Runs[0].Tool.Driver.Rules {
		severities[rule.ID] = rule.Properties.SecuritySeverity
	}
	want := map[string]any{
		"impact.role_trusts_anyone": "9.5", "ioc.trail_stopped": "9.5", "ioc.alarm_disabled": "8.0",
		"readiness.security_contact_missing": "5.5", "readiness.trail_missing": "2.0", "readiness.root_mfa_virtual_only": nil,
	}
	if diff := cmp.Diff(want, severities); diff != "" {
		t.Errorf("severities (-want +got):\n%s", diff)
	}
}

func TestSARIFKeepsTheGravestResults(t *testing.T) {
	var low, critical []report.Finding
	for i := range maxResults {
		low = append(low, finding("readiness.trail_missing", report.Low, fmt.Sprint("arn:aws:iam::1:role/", i), "", "Low."))
	}
	critical = append(critical, finding("ioc.trail_stopped", report.Critical, "arn:aws:iam::1:role/last", "", "Critical."))
	log, _ := sarifOf(t, reportOf(rules(),
		report.Outcome{Rule: "readiness.trail_missing", Status: report.Fail, Findings: low},
		report.Outcome{Rule: "ioc.trail_stopped", Status: report.Fail, Findings: critical}))
	results := log.Runs[0].Results
	if len(results) != maxResults || results[0].RuleID != "ioc.trail_stopped" {
		t.Errorf("%d results, the first of %s", len(results), results[0].RuleID)
	}
	notes := log.Runs[0].Invocations[0].ToolExecutionNotifications
	if len(notes) != 1 || notes[0].Message.Text != "The 1 least severe results were left out: GitHub keeps 5000." {
		t.Errorf("notifications are %+v", notes)
	}
}

func TestSARIFOfNothing(t *testing.T) {
	log, doc := sarifOf(t, &report.Report{Outcomes: []report.Outcome{{Rule: "a.b", Findings: []report.Finding{{}}}}})
	expectNoNulls(t, doc)
	checkResult(t, log.Runs[0].Results[0])
}
