package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/schema"
)

func TestFindings(t *testing.T) {
	body := `deny contains {
	"msg": "second", "resource": u.arn, "key": "k", "evidence": {"n": 3, "set": {"b", "a"}}, "fix": ["aws x", "aws y"],
} if some u in input.aws.iam.users

deny contains {"msg": "first", "resource": u.arn} if some u in input.aws.iam.users

deny contains {"msg": "elsewhere", "resource": "arn:aws:sns:us-east-1:123456789012:t"}

deny contains {"msg": "a region of its own", "resource": "arn:aws:iam::123456789012:user/a", "region": "eu-west-1"}
`
	o := outcomes(t, map[string]string{"x.rego": policy("acme.x", body)}, engine.Options{})["acme.x"]
	finding := func(msg, arn, region, key string) report.Finding {
		return report.Finding{
			ID: report.FindingID("acme.x", "123456789012", region, arn, key), Message: msg, Severity: report.High,
			Resource: report.ParseResource(arn, region, "123456789012"), Key: key,
			Evidence: map[string]any{}, Fix: []string{},
		}
	}
	const a, b = "arn:aws:iam::123456789012:user/a", "arn:aws:iam::123456789012:user/b"
	want := []report.Finding{
		finding("first", a, "", ""), finding("second", a, "", "k"),
		finding("first", b, "", ""), finding("second", b, "", "k"),
		finding("a region of its own", a, "eu-west-1", ""),
		finding("elsewhere", "arn:aws:sns:us-east-1:123456789012:t", "us-east-1", ""),
	}
	for _, i := range []int{1, 3} {
		want[i].Evidence = map[string]any{"n": json.Number("3"), "set": []any{"a", "b"}}
		want[i].Fix = []string{"aws x", "aws y"}
	}
	if diff := cmp.Diff(want, o.Findings); diff != "" {
		t.Error(diff)
	}
}

// TestMalformedFindings: each is an error that shows the value and keeps the good finding.
func TestMalformedFindings(t *testing.T) {
	for name, tc := range map[string]struct{ element, want string }{
		"text":               {`"m"`, `finding "m": want an object with msg and resource`},
		"no message":         {`{"resource": "r"}`, `finding {"resource":"r"}: it has no msg`},
		"no resource":        {`{"msg": "m"}`, `finding {"msg":"m"}: it has no resource`},
		"empty resource":     {`{"msg": "m", "resource": ""}`, "it has no resource"},
		"message is number":  {`{"msg": 3, "resource": "r"}`, "msg is 3, want a text"},
		"resource is null":   {`{"msg": "m", "resource": null}`, "resource is null, want a text"},
		"region is list":     {`{"msg": "m", "resource": "r", "region": ["a"]}`, `region is ["a"], want a text`},
		"key is number":      {`{"msg": "m", "resource": "r", "key": 1}`, "key is 1, want a text"},
		"evidence is text":   {`{"msg": "m", "resource": "r", "evidence": "e"}`, `evidence is "e", want an object`},
		"fix is text":        {`{"msg": "m", "resource": "r", "fix": "f"}`, `fix is "f", want an array of texts`},
		"fix holds a number": {`{"msg": "m", "resource": "r", "fix": ["f", 2]}`, "fix is 2, want a text"},
		"unknown key":        {`{"msg": "m", "resource": "r", "evidense": {}}`, "unknown key evidense: did you mean evidence?"},
		"duplicate":          {`{"msg": "other", "resource": "good"}`, "another has the same resource, region and key"},
	} {
		t.Run(name, func(t *testing.T) {
			body := "deny contains {\"msg\": \"m\", \"resource\": \"good\"}\n\ndeny contains " + tc.element
			o := outcomes(t, map[string]string{"x.rego": policy("acme.x", body)}, engine.Options{})["acme.x"]
			if o.Status != report.Error || !strings.Contains(o.Reason, tc.want) {
				t.Errorf("got %s: %s\nwant %s", o.Status, o.Reason, tc.want)
			}
			if len(o.Findings) != 1 || o.Findings[0].Resource.Name != "good" {
				t.Errorf("the good finding is not kept: %+v", o.Findings)
			}
		})
	}
}

// TestErrorsStayWithTheirRule: what goes wrong in one rule leaves the others alone.
func TestErrorsStayWithTheirRule(t *testing.T) {
	files := map[string]string{
		"good.rego": policy("acme.good", `deny contains {"msg": "m", "resource": u.arn} if some u in input.aws.iam.users`),
		"conflict.rego": policy("acme.conflict", `deny contains {"msg": x, "resource": "r"}

x := u.arn if some u in input.aws.iam.users`),
		"builtin.rego": policy("acme.builtin", `deny contains {"msg": "m", "resource": t} if {
	some t in ["2026-01-01T00:00:00Z", "rubbish"]
	time.parse_rfc3339_ns(t) > 0
}`),
		"endless.rego": policy("acme.endless", `deny contains {"msg": "m", "resource": "r"} if {
	count([1 | some x in numbers.range(1, 1000000); some y in numbers.range(1, 1000000); x + y < 0]) > 0
}`),
	}
	got := outcomes(t, files, engine.Options{Timeout: 250 * time.Millisecond})
	for id, want := range map[string]struct {
		status   report.Status
		reason   string
		findings int
	}{
		"acme.good":     {report.Fail, "", 2},
		"acme.conflict": {report.Error, "conflict.rego:9: eval_conflict_error: rule data.acme.conflict.x produced conflicting values", 0},
		"acme.builtin":  {report.Error, "builtin.rego:9: eval_builtin_error: time.parse_rfc3339_ns: parsing time \"rubbish\"", 1},
		"acme.endless":  {report.Error, "took longer than 250ms", 0},
	} {
		o := got[id]
		if o.Status != want.status || !strings.Contains(o.Reason, want.reason) || len(o.Findings) != want.findings {
			t.Errorf("%s: got %s (%s) with %d findings, want %+v", id, o.Status, o.Reason, len(o.Findings), want)
		}
	}
}

// TestErrorsInWhatRulesShare: rules share the results of lib, but not so that an error in it is one of the
// first rule's only.
func TestErrorsInWhatRulesShare(t *testing.T) {
	files := map[string]string{"lib.rego": `package acme.lib

moments := [moment | some text in ["2026-01-01T00:00:00Z", "rubbish"]; moment := time.parse_rfc3339_ns(text)]`}
	ids := []string{"acme.a", "acme.b", "acme.c", "acme.d", "acme.e", "acme.f", "acme.g", "acme.h"}
	for _, id := range ids {
		files[id+".rego"] = policy(id, "import data.acme.lib\n\n"+`deny contains {"msg": "m", "resource": "r"} if count(lib.moments) == 1`)
	}
	got := outcomes(t, files, engine.Options{})
	for _, id := range ids {
		if o := got[id]; o.Status != report.Error || len(o.Findings) != 1 || !strings.Contains(o.Reason, "lib.rego:3") {
			t.Errorf("%s: got %s (%s) with %d findings", id, o.Status, o.Reason, len(o.Findings))
		}
	}
}

func TestEvaluateEndsWithItsContext(t *testing.T) {
	e := mustLoad(t, map[string]string{"x.rego": policy("acme.x", harmless)}, engine.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Evaluate(ctx, account(), report.Tool{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v", err)
	}
}

// TestReport: the report is whole, has the form that its schema states, and is the same each time.
func TestReport(t *testing.T) {
	files := map[string]string{
		"x.rego": policy("acme.x", `deny contains {"msg": "m", "resource": u.arn} if some u in input.aws.iam.users`),
		"y.rego": policy("acme.y", "deny contains {\"msg\": \"m\", \"resource\": \"r\"} if input.aws.iam.roles[0].arn == input.aws.sns.topics[0].arn"),
		"z.rego": policy("acme.z", harmless),
	}
	var first []byte
	for range 3 {
		r, err := mustLoad(t, files, engine.Options{}).Evaluate(t.Context(), account(), report.Tool{Name: "tocsin", Version: "v1"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Rules {
			r.Rules[i].Origin = "" // a directory of the test
		}
		b, err := snapshot.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b
		}
		if diff := cmp.Diff(string(first), string(b)); diff != "" {
			t.Error(diff)
		}
		wantScan := report.Scan{
			AccountID: "123456789012", Partition: "aws", Regions: []string{"us-east-1"},
			StartedAt: account().Meta.StartedAt, EndedAt: account().Meta.CollectedAt, Window: account().Meta.Window,
		}
		if diff := cmp.Diff(wantScan, r.Scan); diff != "" {
			t.Error(diff)
		}
		wantCoverage := account().Sections([]string{"iam.users", "iam.roles", "sns.topics"})
		if diff := cmp.Diff(wantCoverage, r.Coverage); diff != "" {
			t.Error(diff)
		}
		if got := r.Summary.Outcomes; got[report.Fail] != 1 || got[report.Unknown] != 1 || got[report.Pass] != 1 {
			t.Errorf("summary: %v", got)
		}
	}
	checkSchema(t, first)
}

func checkSchema(t *testing.T, document []byte) {
	t.Helper()
	parse := func(b []byte) any {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.json", parse(schema.Report)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(parse(document)); err != nil {
		t.Errorf("%v\n%s", err, document)
	}
}
