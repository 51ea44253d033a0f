package output

import (
	"fmt"
	"io"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Diffs is the table of the formats of a comparison.
func Diffs() Formats[*snapshot.Diff] {
	return Formats[*snapshot.Diff]{{"text", DiffText}, {"json", DiffJSON}, {"markdown", DiffMarkdown}}
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
