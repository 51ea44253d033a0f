package output

import (
	"fmt"
	"io"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tocsin-dev/tocsin/internal/report"
	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// JSON prints the report as it is defined by schema/report.json.
func JSON(w io.Writer, r *report.Report) error { return encode(w, whole(*r)) }

// encode writes indented JSON, in one go so that a failure leaves nothing half-written.
func encode(w io.Writer, v any) error {
	b, err := snapshot.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	doc := jsontext.Value(b)
	if err := doc.Indent(jsontext.WithIndent("  ")); err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	_, err = w.Write(append(escape(doc), '\n'))
	return err
}

// escape writes invisible characters as \u escapes, and the second # of two, which begin commands to
// CI systems. To a JSON reader nothing changes; a terminal, a reviewer or a job's log that is shown the
// file is not deceived. They can only stand in strings.
func escape(doc []byte) []byte {
	var out []byte
	begin := 0 // of what is not yet written
	for i := 0; i < len(doc); {
		c := doc[i]
		command := c == '#' && i > 0 && doc[i-1] == '#'
		if c >= ' ' && c < 0x7f && !command { // by far the most
			i++
			continue
		}
		r, size := utf8.DecodeRune(doc[i:])
		if command || r != '\n' && !visible(r) {
			out = append(out, doc[begin:i]...)
			for _, unit := range utf16.Encode([]rune{r}) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
			begin = i + size
		}
		i += size
	}
	if begin == 0 {
		return doc
	}
	return append(out, doc[begin:]...)
}

// whole replaces the nil slices and maps of a report by empty ones: a reader of the JSON may
// range over each without asking whether it is null.
func whole(r report.Report) report.Report {
	r.Scan.Regions = list(r.Scan.Regions)
	r.Outcomes = list(slices.Clone(r.Outcomes))
	for i, o := range r.Outcomes {
		r.Outcomes[i].Findings = wholeFindings(o.Findings)
		r.Outcomes[i].Possible = wholeFindings(o.Possible)
	}
	r.Rules = list(slices.Clone(r.Rules))
	for i, rule := range r.Rules {
		r.Rules[i].Attack = list(rule.Attack)
		r.Rules[i].References = list(rule.References)
		r.Rules[i].Sections = list(rule.Sections)
		r.Rules[i].Events = list(rule.Events)
	}
	r.Coverage = object(r.Coverage)
	r.Summary.Outcomes = object(r.Summary.Outcomes)
	r.Summary.Findings = object(r.Summary.Findings)
	return r
}

func wholeFindings(findings []report.Finding) []report.Finding {
	findings = list(slices.Clone(findings))
	for i, f := range findings {
		findings[i].Evidence = object(f.Evidence)
		findings[i].Fix = list(f.Fix)
	}
	return findings
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func object[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}
