package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// Input is a snapshot as policies see it. It may be judged several times, and at once.
type Input struct {
	Snapshot *snapshot.Snapshot
	document ast.Object
}

// NewInput takes a snapshot that was just collected.
func NewInput(snap *snapshot.Snapshot) (*Input, error) {
	document, err := document(snap, nil)
	if err != nil {
		return nil, err
	}
	return &Input{snap, document}, nil
}

// ReadInput takes a snapshot that comes from a file, which anybody may have edited. It refuses one that
// would deceive the rules: to Rego null is true and a text is a list with nothing in it, and a section
// that was cut out looks like an empty one. Members that the schema does not know are a newer tocsin's, and
// do no harm.
func ReadInput(snap *snapshot.Snapshot) (*Input, error) {
	form, err := snapshotForm()
	if err != nil {
		return nil, err
	}
	document, err := document(snap, form)
	if err != nil {
		return nil, err
	}
	return &Input{snap, document}, isThere(snap, form.sections())
}

// isThere looks for the sections that were read whole.
func isThere(snap *snapshot.Snapshot, all map[string]*form) error {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		service, collection, _ := strings.Cut(name, ".")
		_, there := snap.AWS[service][collection]
		if snap.Coverage[name].Status == snapshot.Complete && !there && !all[name].Optional {
			return fmt.Errorf("not a whole snapshot: the coverage calls %s complete, but it is not there", name)
		}
	}
	return nil
}

// document builds the input document from a snapshot. OPA's own way, from JSON to Go values to its
// own, takes several times as long and twice the memory.
func document(s *snapshot.Snapshot, f *form) (ast.Object, error) {
	frame, err := snapshot.Marshal(map[string]any{
		"schema_version": s.SchemaVersion, "meta": s.Meta, "coverage": s.Coverage, "aws": struct{}{},
	})
	if err != nil {
		return nil, fmt.Errorf("encode snapshot: %w", err)
	}
	decoded, err := newDecoder().decode(frame, f)
	if err != nil {
		return nil, err
	}
	aws, err := services(s, f)
	if err != nil {
		return nil, err
	}
	root := decoded.Value.(ast.Object) //nolint:forcetypeassert // it was encoded from one
	root.Insert(ast.StringTerm("aws"), ast.NewTerm(aws))
	return root, nil
}
