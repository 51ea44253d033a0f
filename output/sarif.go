package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/tocsin-dev/tocsin/internal/report"
)

const home = "https://github.com/tocsin-dev/tocsin"

// maxResults is how many results GitHub keeps of a run; it does not say which
// (https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support).
const maxResults = 5000

// SARIF prints the report for GitHub code scanning, which is strict and silent: it refuses a
// whole file for one location that it dislikes, and closes the alerts that a file lacks. So
// every rule is listed even if it found nothing, and a rule that could not be decided is a
// notification of an unsuccessful run, not an absence of results.
func SARIF(w io.Writer, r *report.Report) error {
	log, err := sarif.New(sarif.Version210)
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	run := sarif.NewRunWithInformationURI("tocsin", home)
	run.Tool.Driver.WithVersion(cmp.Or(r.Tool.Version, "unknown"))
	run.WithOriginalUriBaseIds(map[string]*sarif.ArtifactLocation{
		"SRCROOT": sarif.NewArtifactLocation().WithDescriptionText("The root of the repository. The paths below it stand for AWS resources: they name no files."),
	})
	// GitHub takes what precedes the last slash for the category: uploads of one account replace
	// each other, those of several stand side by side.
	run.WithAutomationDetails(sarif.NewRunAutomationDetails().WithID(
		"tocsin/" + r.Scan.AccountID + "/" + r.Scan.StartedAt.UTC().Format("20060102T150405Z")))
	for _, rule := range allRules(r) {
		describe(run.AddRule(rule.ID), rule)
	}
	results := sarifResults(r)
	for _, result := range results[:min(len(results), maxResults)] {
		run.AddResult(result)
	}
	run.AddInvocations(invocation(r, len(results)-maxResults))
	log.AddRun(run)
	doc, err := withoutNulls(log)
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	return encode(w, doc)
}

// allRules returns the report's rules, and for an outcome whose rule it lacks one that has only
// an id: a result must not point at nothing.
func allRules(r *report.Report) []report.Rule {
	rules := slices.Clone(r.Rules)
	for _, o := range r.Outcomes {
		known := slices.ContainsFunc(rules, func(rule report.Rule) bool { return rule.ID == o.Rule })
		if !known {
			rules = append(rules, report.Rule{ID: o.Rule})
		}
	}
	return rules
}

// sarifResults returns a result for each finding, the gravest first and the waived last.
func sarifResults(r *report.Report) []*sarif.Result {
	type ruled struct {
		rule string
		report.Finding
	}
	var findings []ruled
	for _, o := range r.Outcomes {
		for _, f := range o.Findings {
			findings = append(findings, ruled{o.Rule, f})
		}
	}
	slices.SortStableFunc(findings, func(a, b ruled) int {
		return cmp.Or(compareWaived(a.Finding, b.Finding), compareSeverity(a.Severity, b.Severity))
	})
	var results []*sarif.Result
	for _, f := range findings {
		results = append(results, result(f.rule, f.Finding, r.Scan.AccountID))
	}
	return results
}

// invocation says what went wrong. GitHub does not process a run that was not successful, and
// so closes no alerts for what could not be read.
func invocation(r *report.Report, cut int) *sarif.Invocation {
	inv := sarif.NewInvocation().WithExecutionSuccess(r.Scan.Complete)
	if !r.Scan.StartedAt.IsZero() {
		inv.WithStartTimeUTC(r.Scan.StartedAt).WithEndTimeUTC(r.Scan.EndedAt)
	}
	for _, o := range r.Outcomes {
		rule := sarif.NewReportingDescriptorReference().WithId(o.Rule)
		reason := cmp.Or(o.Reason, "no reason was given")
		switch o.Status {
		case report.Unknown:
			inv.AddTToolExecutionNotification(notification("warning", "Rule '"+o.Rule+"' could not be decided: "+reason).WithAssociatedRule(rule))
		case report.Error:
			inv.AddTToolExecutionNotification(notification("error", "Rule '"+o.Rule+"' could not be evaluated: "+reason).WithAssociatedRule(rule))
		}
	}
	if len(r.Scan.EndpointOverrides) > 0 {
		inv.AddTToolExecutionNotification(notification("warning", "Answers came from '"+strings.Join(r.Scan.EndpointOverrides, "', '")+"', not from AWS"))
	}
	if cut > 0 {
		inv.AddTToolExecutionNotification(notification("warning", fmt.Sprintf("The %d least severe results were left out: GitHub keeps %d", cut, maxResults)))
	}
	return inv
}

func notification(level, text string) *sarif.Notification {
	return sarif.NewNotification().WithLevel(level).WithMessage(sarif.NewTextMessage(message(text)))
}

// withoutNulls returns the log as maps, without the members that go-sarif writes as null although
// SARIF's schema forbids it, and with those that it leaves out although SARIF demands them.
func withoutNulls(log *sarif.Report) (any, error) {
	b, err := json.Marshal(log)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	prune(doc)
	completeSuppressions(doc)
	return doc, nil
}

func prune(node any) {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			if value == nil {
				delete(node, key)
			}
			prune(value)
		}
	case []any:
		for _, value := range node {
			prune(value)
		}
	}
}
