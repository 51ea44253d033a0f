package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// mostEntries is how much of a timeline a report shows; tocsin timeline shows all.
const mostEntries = 25

// Timelines is the table of the formats of a timeline.
func Timelines() Formats[*report.Timeline] {
	return Formats[*report.Timeline]{{"text", TimelineText}, {"json", TimelineJSON}}
}

// TimelineText prints a timeline for people: what happened when, by whom and from where.
func TimelineText(w io.Writer, t *report.Timeline) error {
	p := &page{color: colorful(w)}
	p.timeline(t, len(t.Entries))
	_, err := w.Write(p.buf.Bytes())
	return err
}

// TimelineJSON prints a timeline for programs.
func TimelineJSON(w io.Writer, t *report.Timeline) error { return encode(w, t) }

// timeline prints a timeline with at most the given number of entries, of which the last matter most.
func (p *page) timeline(t *report.Timeline, most int) {
	p.section("Timeline")
	if !t.Complete {
		p.paragraph("", yellow, "Not all events of this time could be read.")
	}
	entries := t.Entries
	if left := len(entries) - most; left > 0 {
		p.paragraph("", faint, fmt.Sprintf("%s before these: tocsin timeline shows them.", count(left, "event")))
		entries = entries[left:]
	}
	if len(entries) == 0 {
		p.line(span{normal, "no event"})
	}
	for _, e := range entries {
		p.entry(e)
	}
	p.seen("Addresses", t.Addresses)
	p.seen("Programs", t.Agents)
}

func (p *page) entry(e report.Entry) {
	mark, s := "  ", faint
	if len(e.Rules) > 0 {
		mark, s = "! ", boldRed
	}
	failed := ""
	if !e.Succeeded {
		failed = strings.TrimRight("in vain "+e.ErrorCode, " ")
	}
	p.flow("    ", span{s, mark + moment(e.Time)}, span{bold, e.Event}, span{normal, e.Target}, span{yellow, failed})
	who := e.Actor
	if e.Root != "" && e.Root != "human" {
		who += " (" + e.Root + ")"
	}
	p.flow("    ", span{faint, "    " + who}, span{faint, e.SourceIPAddress}, span{faint, e.Region}, span{faint, strings.Join(e.Rules, ", ")})
}

func (p *page) seen(title string, list []report.Seen) {
	if len(list) == 0 {
		return
	}
	p.line()
	p.line(span{bold, title})
	for _, s := range list {
		p.line(span{normal, "  " + limit(s.Name, width-2)})
		p.line(span{faint, fmt.Sprintf("    %s, from %s to %s", count(s.Count, "event"), moment(s.First), moment(s.Last))})
	}
}
