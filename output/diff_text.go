package output

import (
	"encoding/json"
	"io"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// maxValue is how much of a value people are shown; JSON has it whole.
const maxValue = 300

// DiffText prints the comparison for people. It is coloured on a terminal.
func DiffText(w io.Writer, d *snapshot.Diff) error {
	_, err := w.Write(renderDiff(d, colorful(w)))
	return err
}

func renderDiff(d *snapshot.Diff, color bool) []byte {
	p := &page{color: color}
	p.line(span{bold, "AWS account " + d.AccountID})
	p.line(span{faint, "before    "}, span{normal, moment(d.Before)})
	p.line(span{faint, "after     "}, span{normal, moment(d.After)})
	for _, s := range d.Sections {
		p.section(s.Section)
		for _, r := range s.Added {
			p.line(span{green, "+ " + r.ID})
		}
		for _, r := range s.Removed {
			p.line(span{red, "- " + r.ID})
		}
		for _, c := range s.Changed {
			p.line(span{yellow, "~ " + c.ID})
			for _, f := range c.Fields {
				p.line(span{faint, "    " + f.Name + "  "}, span{red, shown(f.Before)}, span{normal, " → "}, span{green, shown(f.After)})
			}
		}
	}
	if len(d.Incomparable) > 0 {
		p.section("Not compared whole")
		p.paragraph("", normal, "What was not read on one side is neither added nor removed.")
		for _, i := range d.Incomparable {
			p.line(span{cyan, i.Section})
			p.paragraph("    ", normal, i.Reason)
		}
	}
	p.section("Summary")
	p.line(span{normal, tally(d)})
	return p.buf.Bytes()
}

// shown is a value as people are shown it. That there is none is something else than an empty one.
func shown(value json.RawMessage) string {
	if value == nil {
		return "none"
	}
	return limit(Plain(string(value)), maxValue)
}
