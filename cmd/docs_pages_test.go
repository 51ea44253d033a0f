package cmd_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/internal/engine"
	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// rulesPage is docs/rules.md. A rule's heading is its id and nothing else: reports link to it.
func rulesPage(eng *engine.Engine) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Rules\n\n%s", generated)
	fmt.Fprintf(&b, `What each of the %d rules looks for, what to do about it, and what it takes to know. Evidence is *state* if a rule
judges the account as it is, and *drift* if it compares with a baseline (`+"`--baseline`"+`). A rule that could not read
what it reads is `+"`unknown`"+`. IAM actions leave out `+"`sts:GetCallerIdentity`"+`, which every scan needs.
`, len(eng.Rules()))
	for _, r := range eng.Rules() {
		writeRule(&b, eng, r)
	}
	return b.String()
}

func writeRule(b *strings.Builder, eng *engine.Engine, r report.Rule) {
	fmt.Fprintf(b, "\n## %s\n\n**%s**\n\n%s\n\n*What to do:* %s\n\n", r.ID, plainMarkdown(r.Title), plainMarkdown(r.Description), plainMarkdown(r.Remediation))
	line, _ := runbook.ByID(r.Runbook)
	var techniques []string
	for _, id := range r.Attack {
		techniques = append(techniques, fmt.Sprintf("[%s](https://attack.mitre.org/techniques/%s/)", id, strings.ReplaceAll(id, ".", "/")))
	}
	var references []string
	for _, url := range r.References {
		references = append(references, "<"+url+">")
	}
	b.WriteString("| | |\n|---|---|\n")
	for _, row := range []struct{ name, value string }{
		{"Severity", string(r.Severity)},
		{"Runbook", line.Text},
		{"Evidence", strings.Join(eng.Evidence(r.ID), ", ")},
		{"Reads", cells(r.Sections)},
		{"IAM actions", cells(actionsFor(r.Sections))},
		{"MITRE ATT&CK", strings.Join(techniques, ", ")},
		{"See", strings.Join(references, "<br>")},
	} {
		if row.value != "" {
			fmt.Fprintf(b, "| %s | %s |\n", row.name, row.value)
		}
	}
	if parameters := parametersOf(eng, r.ID); len(parameters) > 0 {
		b.WriteString("\n| Parameter | Type | Default | Meaning |\n|---|---|---|---|\n")
		for _, p := range parameters {
			fmt.Fprintf(b, "| [%s](configuration.md#%s) | %s | %s | %s |\n", p.Name, p.Name, p.Type, defaultOf(p), inTable(p.Description))
		}
	}
}

// actionsFor lists the IAM actions that reading the sections takes, but for the one that all do.
func actionsFor(sections []string) []string {
	var actions []string
	for _, o := range collector.Operations(sections) {
		if o.Action != "sts:GetCallerIdentity" {
			actions = append(actions, o.Action)
		}
	}
	return actions
}

// parameterReference is what docs/configuration.md says of each parameter.
func parameterReference(eng *engine.Engine) string {
	var b strings.Builder
	b.WriteString("```yaml\nparams:\n")
	for _, p := range eng.Parameters() {
		fmt.Fprintf(&b, "  # %s\n", cmp.Or(p.Description, p.Type))
		if p.Default == nil {
			fmt.Fprintf(&b, "  # %s:\n", p.Name)
			continue
		}
		fmt.Fprintf(&b, "  %s: %s\n", p.Name, inJSON(p.Default))
	}
	b.WriteString("```\n")
	for _, p := range eng.Parameters() {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n", p.Name, plainMarkdown(p.Description))
		fmt.Fprintf(&b, "| | |\n|---|---|\n| Type | %s |\n| Default | %s |\n", p.Type, defaultOf(p))
		var links []string
		for _, id := range p.Rules {
			links = append(links, linkToRule("rules.md", id))
		}
		fmt.Fprintf(&b, "| Read by | %s |\n", strings.Join(links, ", "))
	}
	return b.String()
}

func defaultOf(p engine.Parameter) string {
	if p.Default == nil {
		return "none"
	}
	return "`" + inJSON(p.Default) + "`"
}

// inJSON writes a value as JSON, which is YAML too.
func inJSON(value any) string {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSpace(buf.String())
}

var markdown = strings.NewReplacer(`*`, `\*`, `<`, `\<`, `[`, `\[`)

// plainMarkdown writes text that means nothing to Markdown.
func plainMarkdown(text string) string { return markdown.Replace(strings.TrimSpace(text)) }

func inTable(text string) string { return strings.ReplaceAll(plainMarkdown(text), "|", `\|`) }
