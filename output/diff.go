package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// DiffFormat prints what changed between two snapshots.
type DiffFormat func(w io.Writer, d *snapshot.Diff) error

type diffRow struct {
	name  string
	print DiffFormat
}

// diffFormats is the table of the formats of a comparison.
func diffFormats() []diffRow {
	return []diffRow{{"text", DiffText}, {"json", DiffJSON}, {"markdown", DiffMarkdown}}
}

// DiffFormats lists the names of the formats of a comparison.
func DiffFormats() []string {
	var names []string
	for _, f := range diffFormats() {
		names = append(names, f.name)
	}
	return names
}

// DiffTarget is where a comparison goes.
type DiffTarget struct {
	format DiffFormat
	file   string
}

// ParseDiff reads a target written as FORMAT[=FILE]. No file, or "-", means standard output.
func ParseDiff(spec string) (DiffTarget, error) {
	name, file, named := strings.Cut(spec, "=")
	if named && file == "" {
		return DiffTarget{}, fmt.Errorf("no file after %q", spec)
	}
	if file == "-" {
		file = ""
	}
	for _, f := range diffFormats() {
		if f.name == name {
			return DiffTarget{f.print, file}, nil
		}
	}
	return DiffTarget{}, fmt.Errorf("unknown format %q: want %s", name, strings.Join(DiffFormats(), ", "))
}

// Write prints the comparison to the target.
func (t DiffTarget) Write(stdout io.Writer, d *snapshot.Diff) error {
	if t.file != "" {
		return File(t.file, func(w io.Writer) error { return t.format(w, d) })
	}
	if err := t.format(stdout, d); err != nil {
		return fmt.Errorf("write standard output: %w", reason(err))
	}
	return nil
}

// DiffJSON prints the comparison for programs.
func DiffJSON(w io.Writer, d *snapshot.Diff) error { return encode(w, d) }

// tally says in one line what changed: "2 added, 1 removed, 3 changed".
func tally(d *snapshot.Diff) string {
	var added, removed, changed int
	for _, s := range d.Sections {
		added, removed, changed = added+len(s.Added), removed+len(s.Removed), changed+len(s.Changed)
	}
	if added+removed+changed == 0 {
		return "nothing changed"
	}
	return fmt.Sprintf("%d added, %d removed, %d changed", added, removed, changed)
}
