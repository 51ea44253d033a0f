package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Format prints a document.
type Format[T any] func(w io.Writer, document T) error

// Formats is the table of the formats of a kind of document; a new one is a file and a row there.
type Formats[T any] []row[T]

type row[T any] struct {
	name  string
	print Format[T]
}

// Names lists the names of the formats.
func (formats Formats[T]) Names() []string {
	names := make([]string, 0, len(formats))
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// Target is one thing to print: a format by its name, and the file that it goes to.
type Target[T any] struct {
	Name   string
	Format Format[T]
	// File is the path to write to; empty means standard output.
	File string
}

// Targets are where a document goes.
type Targets[T any] []Target[T]

// Parse reads targets written as FORMAT[=FILE], which are to be distinct. No file, or "-", means standard output.
func (formats Formats[T]) Parse(specs []string) (Targets[T], error) {
	var targets Targets[T]
	for _, spec := range specs {
		t, err := formats.parse(spec)
		if err != nil {
			return nil, err
		}
		targets = append(targets, t)
	}
	return targets, targets.Distinct()
}

// Distinct refuses targets that would overwrite each other, by whatever names.
func (targets Targets[T]) Distinct() error {
	seen := map[string]bool{}
	for _, t := range targets {
		place := Place(t.File)
		if seen[place] && place == "" {
			return fmt.Errorf("two formats to standard output: name another file, as in %s=FILE", t.Name)
		}
		if seen[place] {
			return fmt.Errorf("two formats to %s: name another file, as in %s=FILE", filepath.Clean(t.File), t.Name)
		}
		seen[place] = true
	}
	return nil
}

// Place is where a file is that is or will be written: two names of one file have the same. It is empty for
// standard output, which has none.
func Place(file string) string {
	if file == "" {
		return ""
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) { // what a link leads to may be yet to come
		if to, err := os.Readlink(file); err == nil && filepath.IsAbs(to) {
			file = to
		} else if err == nil {
			file = filepath.Join(filepath.Dir(file), to)
		}
	}
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	} else if dir, err := filepath.EvalSymlinks(filepath.Dir(file)); err == nil {
		file = filepath.Join(dir, filepath.Base(file))
	}
	if absolute, err := filepath.Abs(file); err == nil {
		return absolute
	}
	return filepath.Clean(file)
}

func (formats Formats[T]) parse(spec string) (Target[T], error) {
	name, file, named := strings.Cut(spec, "=")
	if named && file == "" {
		return Target[T]{}, fmt.Errorf("no file after %q", spec)
	}
	if file == "-" {
		file = ""
	}
	for _, f := range formats {
		if f.name == name {
			return Target[T]{Name: f.name, Format: f.print, File: file}, nil
		}
	}
	var hint string
	if strings.ContainsAny(name, "./") {
		hint = fmt.Sprintf(" (to write to a file: FORMAT=%s)", name)
	}
	return Target[T]{}, fmt.Errorf("unknown format %q: want %s%s", name, strings.Join(formats.Names(), ", "), hint)
}

// Write prints the document to every target. One that cannot be written does not keep the others
// from being written.
func (targets Targets[T]) Write(stdout io.Writer, document T) error {
	var errs []error
	for _, t := range targets {
		if t.File != "" {
			errs = append(errs, File(t.File, func(w io.Writer) error { return t.Format(w, document) }))
		}
	}
	// Standard output comes last: if it is a pipe that nobody reads any more, writing to it ends
	// the process.
	for _, t := range targets {
		if t.File == "" {
			if err := t.Format(stdout, document); err != nil {
				errs = append(errs, fmt.Errorf("write standard output: %w", reason(err)))
			}
		}
	}
	return errors.Join(errs...)
}
