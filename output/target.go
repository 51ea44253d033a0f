package output

import (
	"fmt"
	"io"
	"strings"
)

// documentFormats is the table of the formats of a kind of document other than a report.
type documentFormats[T any] []documentFormat[T]

type documentFormat[T any] struct {
	name  string
	print func(w io.Writer, document T) error
}

func (formats documentFormats[T]) names() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// DocumentTarget is how a document is printed, and where it goes.
type DocumentTarget[T any] struct {
	print func(w io.Writer, document T) error
	file  string
}

// parse reads a target written as FORMAT[=FILE]. No file, or "-", means standard output.
func (formats documentFormats[T]) parse(spec string) (DocumentTarget[T], error) {
	name, file, named := strings.Cut(spec, "=")
	if named && file == "" {
		return DocumentTarget[T]{}, fmt.Errorf("no file after %q", spec)
	}
	if file == "-" {
		file = ""
	}
	for _, f := range formats {
		if f.name == name {
			return DocumentTarget[T]{f.print, file}, nil
		}
	}
	return DocumentTarget[T]{}, fmt.Errorf("unknown format %q: want %s", name, strings.Join(formats.names(), ", "))
}

// Write prints the document to the target.
func (t DocumentTarget[T]) Write(stdout io.Writer, document T) error {
	if t.file != "" {
		return File(t.file, func(w io.Writer) error { return t.print(w, document) })
	}
	if err := t.print(stdout, document); err != nil {
		return fmt.Errorf("write standard output: %w", reason(err))
	}
	return nil
}
