package engine

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
	"github.com/tocsin-dev/tocsin/schema"
)

// CheckSnapshot refuses a snapshot that would deceive the rules; anybody may have edited the file.
// To Rego null is true and a text is a list with nothing in it, and a section that was cut out looks
// like an empty one. Members that the schema does not know are a newer tocsin's, and do no harm.
func CheckSnapshot(snap *snapshot.Snapshot) error {
	checker, err := snapshotSchema()
	if err != nil {
		return fmt.Errorf("read the snapshot's schema: %w", err)
	}
	document, err := snapshot.Encode(snap)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return fmt.Errorf("decode snapshot: %w", err)
	}
	if err := checker.Validate(value); err != nil {
		return fmt.Errorf("not a snapshot's form: %s", violation(err))
	}
	return isThere(snap)
}

// isThere looks for the sections that were read whole.
func isThere(snap *snapshot.Snapshot) error {
	all, err := sections()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		service, collection, _ := strings.Cut(name, ".")
		_, there := snap.AWS[service][collection]
		if snap.Coverage[name].Status == snapshot.Complete && !there && !all[name].Optional {
			return fmt.Errorf("not a whole snapshot: the coverage calls %s complete, but it is not there", name)
		}
	}
	return nil
}

func snapshotSchema() (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.Snapshot))
	if err != nil {
		return nil, err
	}
	admitMore(document)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:tocsin:snapshot", document); err != nil {
		return nil, err
	}
	return c.Compile("urn:tocsin:snapshot")
}

// admitMore lets the objects of a schema have members that it does not know.
func admitMore(node any) {
	switch node := node.(type) {
	case map[string]any:
		delete(node, "additionalProperties")
		for _, child := range node {
			admitMore(child)
		}
	case []any:
		for _, child := range node {
			admitMore(child)
		}
	}
}
