package snapshot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
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
