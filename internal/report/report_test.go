package report_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-dev/tocsin/internal/report"
)

func TestExitStatus(t *testing.T) {
	with := func(severity report.Severity, statuses ...report.Status) *report.Report {
		r := &report.Report{}
		for _, s := range statuses {
			o := report.Outcome{Status: s}
			if s == report.Fail {
				o.Findings = []report.Finding{{Severity: severity}}
			}
			r.Outcomes = append(r.Outcomes, o)
		}
		r.Summarize()
		return r
	}
	for name, tc := range map[string]struct {
		report    *report.Report
		threshold report.Severity
		want      int
	}{
		"nothing":                      {with("", report.Pass, report.Skipped), report.High, report.ExitClean},
		"at the threshold":             {with(report.High, report.Fail), report.High, report.ExitFindings},
		"above the threshold":          {with(report.Critical, report.Fail), report.High, report.ExitFindings},
		"below the threshold":          {with(report.Medium, report.Fail), report.High, report.ExitClean},
		"incomplete":                   {with("", report.Pass, report.Unknown), report.High, report.ExitIncomplete},
		"error is incomplete":          {with("", report.Error), report.High, report.ExitIncomplete},
		"findings win over incomplete": {with(report.High, report.Fail, report.Unknown), report.High, report.ExitFindings},
		"below and incomplete":         {with(report.Low, report.Fail, report.Unknown), report.High, report.ExitIncomplete},
		"none disregards findings":     {with(report.Critical, report.Fail), "none", report.ExitClean},
		"none keeps incomplete":        {with(report.Critical, report.Fail, report.Error), "none", report.ExitIncomplete},
		"info catches everything":      {with(report.Info, report.Fail), report.Info, report.ExitFindings},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.report.ExitStatus(tc.threshold); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
		})
	}
}

func TestParseThreshold(t *testing.T) {
	for _, s := range []string{"critical", "info", "none"} {
		if got, err := report.ParseThreshold(s); err != nil || string(got) != s {
			t.Errorf("%s: got %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "HIGH", "severe"} {
		if _, err := report.ParseThreshold(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
}

func TestFindingIDTellsApart(t *testing.T) {
	seen := map[string][]string{}
	for _, parts := range [][]string{
		{"r", "1", "us-east-1", "arn", "k"}, {"r2", "1", "us-east-1", "arn", "k"}, {"r", "2", "us-east-1", "arn", "k"},
		{"r", "1", "", "arn", "k"}, {"r", "1", "us-east-1", "arn2", "k"}, {"r", "1", "us-east-1", "arn", ""},
		{"r", "1", "us-east-1", "ar", "nk"}, // no two ways to put the same text together
	} {
		id := report.FindingID(parts[0], parts[1], parts[2], parts[3], parts[4])
		if len(id) != 16 {
			t.Errorf("id %q has %d digits", id, len(id))
		}
		if other, ok := seen[id]; ok {
			t.Errorf("%v and %v have one id", parts, other)
		}
		seen[id] = parts
	}
	if got, want := report.FindingID("ioc.trail_stopped", "123456789012", "us-east-1", "arn", ""), "79b3ae0c03845390"; got != want {
		t.Errorf("the id changed to %s: alerts that people have would all be closed and opened anew", got)
	}
}

func TestParseResource(t *testing.T) {
	for name, tc := range map[string]struct {
		arn  string
		want report.Resource
	}{
		"slash":         {"arn:aws:cloudtrail:us-east-1:1:trail/a/b", report.Resource{Service: "cloudtrail", Type: "trail", Name: "a/b", Region: "us-east-1", Account: "1"}},
		"colon":         {"arn:aws:cloudwatch:us-east-1:1:alarm:x:y", report.Resource{Service: "cloudwatch", Type: "alarm", Name: "x:y", Region: "us-east-1", Account: "1"}},
		"no type":       {"arn:aws:sns:us-east-1:1:topic", report.Resource{Service: "sns", Name: "topic", Region: "us-east-1", Account: "1"}},
		"global":        {"arn:aws:iam::1:root", report.Resource{Service: "iam", Name: "root", Account: "1"}},
		"no account":    {"arn:aws:s3:::bucket", report.Resource{Service: "s3", Name: "bucket", Account: "9"}},
		"not an ARN":    {"something", report.Resource{Name: "something", Account: "9"}},
		"almost an ARN": {"arn:aws:s3", report.Resource{Name: "arn:aws:s3", Account: "9"}},
	} {
		t.Run(name, func(t *testing.T) {
			tc.want.ARN = tc.arn
			if diff := cmp.Diff(tc.want, report.ParseResource(tc.arn, "", "9")); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := report.ParseResource("arn:aws:iam::1:user/u", "eu-west-1", "9").Region; got != "eu-west-1" {
		t.Errorf("the rule's region is not taken: %q", got)
	}
}

func TestSeverityCompare(t *testing.T) {
	got := []report.Severity{"", report.Info, report.High, "grave", report.Critical, report.Low, report.Medium, report.High}
	slices.SortStableFunc(got, report.Severity.Compare)
	want := []report.Severity{
		report.Critical, report.High, report.High, report.Medium, report.Low, report.Info, "", "grave", // as they stood
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sorted (-want +got)\n%s", diff)
	}
}
