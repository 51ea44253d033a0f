package output

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/runbook"
)

// RunbookMarkdown prints the runbook for a ticket, a wiki or a summary of a CI job. All that comes from the
// account or from rules stands in code spans and blocks, where neither HTML nor links nor mentions work.
func RunbookMarkdown(w io.Writer, a *runbook.Account) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Runbook for AWS account %s\n\nRead %s by %s.", code(a.Scan.AccountID), moment(a.Scan.EndedAt), code(a.Tool.Name+" "+a.Tool.Version))
	if !a.Scan.Complete {
		b.WriteString(" Not all could be read: what is unknown may be open.")
	}
	b.WriteString("\n\n")
	for _, host := range a.Scan.EndpointOverrides {
		fmt.Fprintf(&b, "**Answers came from %s, not from AWS.**\n\n", code(host))
	}
	b.WriteString("| Phase | Steps |\n|---|---|\n")
	for i, ph := range a.Phases {
		fmt.Fprintf(&b, "| %d. %s | %s |\n", i+1, ph.Title, stateCounts(ph.Steps))
	}
	b.WriteString("\nRun the commands from the top down.\n")
	for i, ph := range a.Phases {
		fmt.Fprintf(&b, "\n## %d. %s\n", i+1, ph.Title)
		for _, s := range ph.Steps {
			markdownStep(&b, s)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func markdownStep(b *bytes.Buffer, s runbook.Step) {
	fmt.Fprintf(b, "\n### %s %s\n\n", marks[s.State], strings.NewReplacer("[", `\[`, "]", `\]`).Replace(s.Text))
	for _, f := range s.Findings {
		fmt.Fprintf(b, "- **%s** %s\n", f.Severity, code(f.Message))
	}
	for _, reason := range reasons(s.Undecided) {
		fmt.Fprintf(b, "- unknown: %s\n", code(reason))
	}
	for _, advice := range s.Advice {
		fmt.Fprintf(b, "- by hand: %s", code(prose(advice.Text)))
		if advice.Page != "" {
			fmt.Fprintf(b, ", see %s", markdownLink(advice.Page))
		}
		b.WriteByte('\n')
	}
	for _, of := range blocks(s.Commands) {
		if of.warning != "" {
			fmt.Fprintf(b, "\n**%s**\n", of.warning)
		}
		var lines []string
		for _, c := range of.commands {
			lines = append(lines, shellText(c))
		}
		fence := fenceFor(lines)
		fmt.Fprintf(b, "\n%ssh\n%s\n%s\n", fence, strings.Join(lines, "\n"), fence)
	}
}

var pageOfAWS = regexp.MustCompile(`^https://([a-z0-9-]+\.)*(aws\.amazon\.com|repost\.aws)/[A-Za-z0-9_./#-]*$`)

// markdownLink makes a link of a page of AWS's. A report may have been written by anybody.
func markdownLink(page string) string {
	if pageOfAWS.MatchString(page) {
		return "<" + page + ">"
	}
	return code(page)
}

// marks show the state in a heading, for those too who see no colours.
var marks = map[runbook.State]string{runbook.Open: "🔴 Open:", runbook.Unknown: "🟡 Unknown:", runbook.Done: "🟢 Done:"}

// fenceFor is longer than any backticks that stand together in the lines
// (https://spec.commonmark.org/0.31.2/#fenced-code-blocks).
func fenceFor(lines []string) string {
	fence := "```"
	for _, l := range lines {
		for strings.Contains(l, fence) {
			fence += "`"
		}
	}
	return fence
}
