package output

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

const home = "https://github.com/tocsin-dev/tocsin"

// maxResults is how many results GitHub keeps of a run; it does not say which
// (https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support).
const maxResults = 5000

// SARIFOptions say what of a report becomes SARIF, and where its results are placed. Without any, what counts
// is placed at resources.
type SARIFOptions struct {
	// Category keeps runs apart: GitHub takes one of the same category for its successor. By default the
	// account makes it.
	Category string
	// IncludeSuppressed includes waived findings, as suppressed results. GitHub takes no notice of that and
	// shows an alert for each.
	IncludeSuppressed bool
	// File is where all results are placed, if anywhere.
	File *Anchor
	// Snapshot is the file of the snapshot that was judged, if results may point to it.
	Snapshot *SnapshotFile
	// Policies are the places of those rules that results may point to, by id.
	Policies map[string]Anchor
	// Repository is what paths are relative to, if it is known.
	Repository *Repository
}

// Anchor is a place in a file of the repository: its path is relative, with slashes.
type Anchor struct {
	Path   string
	Region snapshot.Region
}

// SnapshotFile is a snapshot in a file of the repository.
type SnapshotFile struct {
	Path string
	Text []byte
	// Primary places the results in the snapshot; otherwise they only refer to it.
	Primary bool
}

// Repository is a revision of a repository, as far as it is known.
type Repository struct{ URI, Revision, Branch string }

// SARIF prints the report for GitHub code scanning, without any options.
func SARIF(w io.Writer, r *report.Report) error { return SARIFOptions{}.Print(w, r) }

// Print prints the report for GitHub code scanning, which is strict and silent: it refuses a
// whole file for one location that it dislikes, and closes the alerts that a file lacks. So
// every rule is listed even if it found nothing, and a rule that could not be decided is a
// notification of an unsuccessful run, not an absence of results.
func (o SARIFOptions) Print(w io.Writer, r *report.Report) error {
	rules := allRules(r)
	findings, suppressed := o.findings(r)
	kept := findings[:min(len(findings), maxResults)]
	places, err := o.places(rules, kept)
	if err != nil {
		return err
	}
	run := o.run(r)
	for _, rule := range rules {
		describe(run.AddRule(rule.ID), rule)
	}
	compared := isCompared(kept)
	for _, f := range kept {
		result := places.result(f, r.Scan.AccountID)
		if compared {
			result.WithBaselineState(string(f.Baseline))
		}
		run.AddResult(result)
	}
	run.AddInvocations(invocation(r, len(findings)-len(kept), suppressed))
	doc, err := document(run, rules)
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	return encode(w, doc)
}

// run returns a run that has as yet no rules and no results.
func (o SARIFOptions) run(r *report.Report) *sarif.Run {
	run := sarif.NewRunWithInformationURI("tocsin", home)
	run.Tool.Driver.WithVersion(cmp.Or(r.Tool.Version, "unknown"))
	root := "The root of the repository."
	if o.File == nil && (o.Snapshot == nil || !o.Snapshot.Primary) {
		root += " The paths below aws/ stand for AWS resources: they name no files."
	}
	run.WithOriginalUriBaseIds(map[string]*sarif.ArtifactLocation{
		srcRoot: sarif.NewArtifactLocation().WithDescriptionText(root),
	})
	run.WithColumnKind("utf16CodeUnits")
	if from := o.Repository; from != nil && from.URI != "" {
		run.AddVersionControlProvenance(provenance(*from))
	}
	// GitHub takes what precedes the last slash for the category: uploads of one account replace
	// each other, those of several stand side by side.
	category := cmp.Or(o.Category, "tocsin/"+r.Scan.AccountID)
	run.WithAutomationDetails(sarif.NewRunAutomationDetails().WithID(category + "/" + r.Scan.StartedAt.UTC().Format("20060102T150405Z")))
	return run
}

func provenance(from Repository) *sarif.VersionControlDetails {
	details := sarif.NewVersionControlDetails().WithRepositoryURI(from.URI).
		WithMappedTo(sarif.NewArtifactLocation().WithUriBaseId(srcRoot))
	if from.Revision != "" {
		details.WithRevisionID(from.Revision)
	}
	if from.Branch != "" {
		details.WithBranch(Plain(from.Branch))
	}
	return details
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

// ruled is a finding and the rule that it is of.
type ruled struct {
	rule string
	report.Finding
}

// findings returns those that become results, the gravest first and the waived last, and how many waived
// ones are left out.
func (o SARIFOptions) findings(r *report.Report) (findings []ruled, suppressed int) {
	for _, outcome := range r.Outcomes {
		for _, f := range outcome.Findings {
			if f.Waived != nil && !o.IncludeSuppressed {
				suppressed++
				continue
			}
			findings = append(findings, ruled{outcome.Rule, f})
		}
	}
	slices.SortStableFunc(findings, func(a, b ruled) int {
		return cmp.Or(compareWaived(a.Finding, b.Finding), a.Severity.Compare(b.Severity))
	})
	return findings, suppressed
}

// isCompared reports whether it is known of every result whether it is new. SARIF 2.1.0 demands the state
// of all or of none (3.27.24), and has no word for one that is not known.
func isCompared(findings []ruled) bool {
	return !slices.ContainsFunc(findings, func(f ruled) bool {
		return f.Baseline != report.New && f.Baseline != report.Unchanged
	})
}

// invocation says what went wrong. GitHub does not process a run that was not successful, and
// so closes no alerts for what could not be read.
func invocation(r *report.Report, cut, suppressed int) *sarif.Invocation {
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
	if suppressed > 0 {
		inv.AddTToolExecutionNotification(notification("note", fmt.Sprintf("%d waived findings were left out", suppressed)))
	}
	return inv
}

func notification(level, text string) *sarif.Notification {
	return sarif.NewNotification().WithLevel(level).WithMessage(sarif.NewTextMessage(message(text)))
}
