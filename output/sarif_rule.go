package output

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// GitHub's limits for the texts of a rule.
const (
	maxText = 1024
	maxName = 255
	maxTags = 10
)

// describe fills a SARIF rule. GitHub requires both descriptions and the help.
func describe(d *sarif.ReportingDescriptor, rule report.Rule) {
	title := limit(prose(cmp.Or(rule.Title, rule.ID)), maxText)
	description := limit(prose(cmp.Or(rule.Description, title)), maxText)
	d.WithName(limit(pascal(rule.ID), maxName)).
		WithShortDescription(sarif.NewMultiformatMessageString(title)).
		WithFullDescription(sarif.NewMultiformatMessageString(description)).
		WithHelp(sarif.NewMultiformatMessageString(help(rule, "")).WithMarkdown(help(rule, "## "))).
		WithHelpURI(home + "/blob/main/docs/rules.md#" + anchor(rule.ID)).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(level(rule.Severity))).
		WithProperties(ruleProperties(rule))
}

// pascal makes SARIF's name of a rule: ioc.trail_stopped is IocTrailStopped.
func pascal(id string) string {
	var b strings.Builder
	words := strings.FieldsFunc(id, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, word := range words {
		first := []rune(word)[0]
		b.WriteString(string(unicode.ToUpper(first)) + word[len(string(first)):])
	}
	return b.String()
}

// anchor is what GitHub makes of the heading that is the rule's id.
func anchor(id string) string {
	return url.PathEscape(strings.ReplaceAll(strings.ToLower(id), ".", ""))
}

// help says what the rule means and what to do; heading is what precedes a heading's text.
func help(rule report.Rule, heading string) string {
	parts := []string{paragraphs(cmp.Or(rule.Description, rule.Title, rule.ID))}
	if rule.Remediation != "" {
		parts = append(parts, heading+"What to do", paragraphs(rule.Remediation))
	}
	if len(rule.References) > 0 {
		parts = append(parts, heading+"References", paragraphs("- "+strings.Join(rule.References, "\n- ")))
	}
	return strings.Join(parts, "\n\n")
}

// paragraphs keeps the line breaks of a policy's text.
func paragraphs(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i, line := range lines {
		lines[i] = Plain(strings.TrimRight(line, " \t\r"))
	}
	return strings.Join(lines, "\n")
}

// ruleProperties are those that GitHub reads: it takes severity from the rule only.
func ruleProperties(rule report.Rule) sarif.Properties {
	group, _, _ := strings.Cut(rule.ID, ".")
	tags := slices.Compact(append([]string{"security", "aws", group}, rule.Attack...))
	properties := sarif.Properties{
		"tags":             tags[:min(len(tags), maxTags)],
		"precision":        "high",
		"problem.severity": problem(rule.Severity),
	}
	// Inside GitHub's bands, not on their edges. A rule without a number is no security alert.
	scores := map[report.Severity]string{report.Critical: "9.5", report.High: "8.0", report.Medium: "5.5", report.Low: "2.0"}
	if score, ok := scores[rule.Severity]; ok {
		properties["security-severity"] = score
	}
	return properties
}

func level(s report.Severity) string {
	switch s {
	case report.Critical, report.High:
		return "error"
	case report.Low, report.Info:
		return "note"
	}
	return "warning"
}

// problem is GitHub's word for a level.
func problem(s report.Severity) string {
	if l := level(s); l != "note" {
		return l
	}
	return "recommendation"
}
