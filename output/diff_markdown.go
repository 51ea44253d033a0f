package output

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// DiffMarkdown prints the comparison for a summary of a CI job or a comment. Those have more readers
// than an account has: how to reach a person is not told, only that it changed. All that comes from
// the account stands in code spans, where neither HTML nor links nor mentions work.
func DiffMarkdown(w io.Writer, d *snapshot.Diff) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## Changes in AWS account %s\n\nFrom %s to %s: %s.\n", code(d.AccountID), moment(d.Before), moment(d.After), tally(d))
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "\n### %s\n\n", code(s.Section))
		for _, r := range s.Added {
			fmt.Fprintf(&b, "- added %s\n", code(r.ID))
		}
		for _, r := range s.Removed {
			fmt.Fprintf(&b, "- removed %s\n", code(r.ID))
		}
		for _, c := range s.Changed {
			fmt.Fprintf(&b, "- changed %s\n", code(c.ID))
			for _, f := range c.Fields {
				fmt.Fprintf(&b, "  - %s%s\n", code(f.Name), values(s.Section, f))
			}
		}
	}
	if len(d.Incomparable) > 0 {
		b.WriteString("\n### Not compared whole\n\nWhat was not read on one side is neither added nor removed.\n\n")
		for _, i := range d.Incomparable {
			fmt.Fprintf(&b, "- %s: %s\n", code(i.Section), code(i.Reason))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func values(section string, f snapshot.Field) string {
	if snapshot.Private(section, f.Name) {
		return ""
	}
	return ": " + code(shown(f.Before)) + " → " + code(shown(f.After))
}

// code makes a code span of a text, delimited by more backticks than stand together in it
// (https://spec.commonmark.org/0.31.2/#code-spans). A newline would end it; plain shows it as \n.
func code(text string) string {
	text = limit(Plain(text), maxValue)
	longest, run := 0, 0
	for _, r := range text {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if strings.Trim(text, " ") == "" || strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") {
		text = " " + text + " "
	}
	return fence + text + fence
}
