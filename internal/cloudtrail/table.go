package cloudtrail

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// signatures are how files begin that are not read.
var signatures = []struct{ begin, saw string }{
	{"\x1f\x8b", "gzip inside gzip"},
	{"PAR1", "a Parquet file"},
	{"PK\x03\x04", "a ZIP archive"},
	{"BZh", "a bzip2 file"},
	{"\x28\xb5\x2f\xfd", "a zstd file"},
	{"\xfd7zXZ", "an xz file"},
	{"ORC", "an ORC file"},
	{"Obj\x01", "an Avro file"},
	{"\xff\xfe", "UTF-16 text; it has to be UTF-8"},
	{"\xfe\xff", "UTF-16 text; it has to be UTF-8"},
	{"<", "XML or HTML"},
}

// table reads a stream as CSV. If it is none with a column of events, its error says what it is.
func (s *scanner) table() error {
	for _, signature := range signatures {
		if s.window.has(signature.begin) {
			return &FormatError{signature.saw}
		}
	}
	begin := s.window.rest()
	begin = begin[:min(40, len(begin))]
	header, err := s.csvRecord()
	switch {
	case err != nil || !utf8.Valid(begin) || bytes.IndexByte(begin, 0) >= 0:
		return &FormatError{fmt.Sprintf("neither JSON nor a table: %q", begin)}
	case !slices.ContainsFunc(header, holdsEvents):
		return &FormatError{fmt.Sprintf("neither JSON nor a table with the column eventname: %q", begin)}
	}
	for s.window.peek() != 0 {
		if err := s.tired(); err != nil {
			return err
		}
		record, err := s.csvRecord()
		if err != nil {
			return err
		}
		if err := s.tableRow(header, record); err != nil {
			return err
		}
	}
	return s.window.ended()
}

// holdsEvents reports whether a column is that of a table of events, or holds events as text.
func holdsEvents(column string) bool {
	switch strings.ToLower(column) {
	case "eventname", "cloudtrailevent", "@message", "message":
		return true
	}
	return false
}

func (s *scanner) tableRow(header, record []string) error {
	if len(record) != len(header) {
		s.unreadable()
		return nil
	}
	row := map[string]any{}
	for i, column := range header {
		switch lower := strings.ToLower(column); lower {
		case "eventname":
			column = lower
		case "cloudtrailevent":
			column = "CloudTrailEvent"
		}
		row[column] = record[i]
	}
	return s.unwrap(row, 0, false)
}

// csvRecord reads a record of CSV (RFC 4180), which may go over several lines. It has no fields if
// it is too large.
func (s *scanner) csvRecord() ([]string, error) {
	n := csvEnd(s.window.rest(), false)
	for n < 0 && len(s.window.rest()) < maxRecord && s.window.more() {
		n = csvEnd(s.window.rest(), false)
	}
	if n < 0 && len(s.window.rest()) < maxRecord {
		n = csvEnd(s.window.rest(), s.window.ended() == nil)
	}
	switch {
	case n < 0 && len(s.window.rest()) < maxRecord:
		return nil, s.cut()
	case n < 0:
		s.window.next("\n")
		return nil, nil
	}
	record := csvFields(string(s.window.rest()[:n]))
	s.window.advance(n)
	return record, nil
}

// csvEnd returns where the record ends that b begins with.
func csvEnd(b []byte, last bool) int {
	quoted := false
	for i, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted:
			return i + 1
		}
	}
	if last && !quoted {
		return len(b)
	}
	return partial
}

func csvFields(record string) []string {
	var fields []string
	rest := strings.TrimRight(record, "\r\n")
	for {
		var field string
		if strings.HasPrefix(rest, `"`) {
			field, rest = csvQuoted(rest[1:])
		} else if i := strings.IndexByte(rest, ','); i >= 0 {
			field, rest = rest[:i], rest[i:]
		} else {
			field, rest = rest, ""
		}
		fields = append(fields, field)
		if rest == "" {
			return fields
		}
		rest = rest[1:]
	}
}

// csvQuoted cuts off a field behind its opening quote. A quote in it stands twice.
func csvQuoted(s string) (field, rest string) {
	var b strings.Builder
	for {
		before, after, _ := strings.Cut(s, `"`)
		b.WriteString(before)
		if !strings.HasPrefix(after, `"`) {
			return b.String(), after
		}
		b.WriteByte('"')
		s = after[1:]
	}
}
