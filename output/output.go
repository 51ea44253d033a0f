// Package output prints a report: for people, for programs, and for GitHub code scanning.
//
// It knows reports only. What a report holds comes from an AWS account that may be in an
// intruder's hands, so every format escapes what could deceive its reader.
package output

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

// Format prints a report.
type Format func(w io.Writer, r *report.Report) error

type row struct {
	name  string
	print Format
}

// formats is the table of formats; a new one is a file and a row here.
func formats() []row { return []row{{"text", Text}, {"json", JSON}, {"sarif", SARIF}, {"html", HTML}} }

// Formats lists the names of the formats.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// Target is one thing to print: a format, and the file that it goes to.
type Target struct {
	Format Format
	// File is the path to write to; empty means standard output.
	File string
}

// Parse reads a target written as FORMAT[=FILE]. No file, or "-", means standard output.
func Parse(spec string) (Target, error) {
	name, file, named := strings.Cut(spec, "=")
	if named && file == "" {
		return Target{}, fmt.Errorf("no file after %q", spec)
	}
	if file == "-" {
		file = ""
	}
	for _, f := range formats() {
		if f.name == name {
			return Target{Format: f.print, File: file}, nil
		}
	}
	return Target{}, fmt.Errorf("unknown format %q: want %s", name, strings.Join(Formats(), ", "))
}

// ParseAll reads several targets and refuses two that would overwrite each other.
func ParseAll(specs []string) ([]Target, error) {
	var targets []Target
	seen := map[string]bool{}
	for _, spec := range specs {
		t, err := Parse(spec)
		if err != nil {
			return nil, err
		}
		place := "standard output"
		if t.File != "" {
			place = filepath.Clean(t.File)
		}
		if seen[place] {
			return nil, fmt.Errorf("two reports to %s: name another file, as in %s=FILE", place, strings.Split(spec, "=")[0])
		}
		seen[place] = true
		targets = append(targets, t)
	}
	return targets, nil
}

// Write prints the report to every target. One that cannot be written does not keep the others
// from being written.
func Write(targets []Target, stdout io.Writer, r *report.Report) error {
	var errs []error
	for _, t := range targets {
		if t.File != "" {
			errs = append(errs, File(t.File, func(w io.Writer) error { return t.Format(w, r) }))
		}
	}
	// Standard output comes last: if it is a pipe that nobody reads any more, writing to it ends
	// the process.
	for _, t := range targets {
		if t.File == "" {
			if err := t.Format(stdout, r); err != nil {
				errs = append(errs, fmt.Errorf("write standard output: %w", reason(err)))
			}
		}
	}
	return errors.Join(errs...)
}
