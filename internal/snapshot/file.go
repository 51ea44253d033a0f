package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Write writes the snapshot as JSON with sorted keys and one resource a line, so that the same
// account gives the same bytes and a line-based diff shows which resources changed.
func Write(w io.Writer, s *Snapshot) error {
	b, err := Encode(s)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// Encode returns the bytes that Write writes.
func Encode(s *Snapshot) ([]byte, error) {
	var e encoder
	e.printf("{\n  \"schema_version\": %d,\n  \"meta\": ", s.SchemaVersion)
	e.value(s.Meta)
	e.printf(",\n  \"coverage\": {")
	e.members(slices.Sorted(maps.Keys(s.Coverage)), "    ", func(name string) { e.value(s.Coverage[name]) })
	e.printf("\n  },\n  \"aws\": {")
	e.members(slices.Sorted(maps.Keys(s.AWS)), "    ", func(service string) {
		collections := s.AWS[service]
		e.printf("{")
		e.members(slices.Sorted(maps.Keys(collections)), "      ", func(name string) { e.collection(collections[name]) })
		e.printf("\n    }")
	})
	e.printf("\n  }\n}\n")
	return e.buf.Bytes(), e.err
}

// Decode parses a snapshot that Write wrote. Its errors say what is wrong and where.
func Decode(b []byte) (*Snapshot, error) {
	var version struct {
		SchemaVersion int `json:"schema_version"`
	}
	if err := json.Unmarshal(b, &version); err != nil {
		return nil, syntaxError(b, err)
	}
	switch {
	case version.SchemaVersion == 0:
		return nil, fmt.Errorf("not a snapshot: it has no schema_version (make one with tocsin collect)")
	case version.SchemaVersion > SchemaVersion:
		return nil, fmt.Errorf("schema version %d is newer than %d, the newest that this tocsin reads: update tocsin",
			version.SchemaVersion, SchemaVersion)
	}
	var s Snapshot
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, syntaxError(b, err)
	}
	return &s, s.validate()
}

// What stands in ARNs and commands is checked: anybody may have written the file.
var (
	accountID = regexp.MustCompile(`^[0-9]{12}$`)
	partition = regexp.MustCompile(`^aws[a-z-]*$`)
)

// validate refuses a document that would let absent information pass for an empty account.
func (s *Snapshot) validate() error {
	m := s.Meta
	switch {
	case m.AccountID == "" || m.CollectedAt.IsZero():
		return fmt.Errorf("not a whole snapshot: meta.account_id or meta.collected_at is missing")
	case m.CallerARN == "" && s.asked():
		return fmt.Errorf("not a whole snapshot: meta.caller_arn is missing")
	case m.Window.StateSince.IsZero() || m.Window.EventsSince.IsZero():
		return fmt.Errorf("not a whole snapshot: meta.window is missing")
	case !accountID.MatchString(m.AccountID) || !partition.MatchString(m.Partition):
		return fmt.Errorf("meta has account_id %q and partition %q: want twelve digits, and a name such as aws-cn", m.AccountID, m.Partition)
	}
	if len(s.Coverage) == 0 {
		return fmt.Errorf("not a whole snapshot: it has no coverage, so what was read is unknown")
	}
	for name, c := range s.Coverage {
		switch c.Status {
		case Complete, Partial, Missing, Off:
		default:
			return fmt.Errorf("coverage of %q has the unknown status %q", name, c.Status)
		}
	}
	return nil
}

// asked reports whether AWS was asked for anything. Events may be from files.
func (s *Snapshot) asked() bool {
	for name, c := range s.Coverage {
		if c.Status != Off && !strings.HasPrefix(name, "activity.") {
			return true
		}
	}
	return false
}

func syntaxError(b []byte, err error) error {
	offset := int64(-1)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = e.Offset
	} else if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = e.Offset
	}
	if offset < 1 || offset > int64(len(b)) {
		return fmt.Errorf("parse JSON: %w", err)
	}
	line := 1 + bytes.Count(b[:offset-1], []byte("\n")) // the offset is after what is wrong
	return fmt.Errorf("parse JSON at line %d: %w (a half-written file? collect it again)", line, err)
}

// encoder lays the document out and keeps the first error.
type encoder struct {
	buf bytes.Buffer
	err error
}

func (e *encoder) printf(format string, args ...any) { fmt.Fprintf(&e.buf, format, args...) }

func (e *encoder) value(v any) {
	b, err := Marshal(v)
	if err != nil && e.err == nil {
		e.err = fmt.Errorf("encode snapshot: %w", err)
	}
	e.buf.Write(b)
}

func (e *encoder) members(keys []string, indent string, write func(key string)) {
	for i, key := range keys {
		if i > 0 {
			e.printf(",")
		}
		e.printf("\n%s", indent)
		e.value(key)
		e.printf(": ")
		write(key)
	}
}

// collection writes an array with one element a line, and anything else on one line.
func (e *encoder) collection(raw json.RawMessage) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || items == nil { // null is no empty array
		e.value(raw)
		return
	}
	if len(items) == 0 {
		e.printf("[]")
		return
	}
	for i, item := range items {
		e.printf("%s\n        ", []string{"[", ","}[min(i, 1)])
		e.value(item)
	}
	e.printf("\n      ]")
}

// Marshal encodes v as JSON on one line without escaping HTML, as all of tocsin's files are.
func Marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}
