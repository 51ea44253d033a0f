package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// CheckSnapshot refuses a snapshot that would deceive the rules; anybody may have edited the file.
// To Rego null is true and a text is a list with nothing in it, and a section that was cut out looks
// like an empty one. Members that the schema does not know are a newer tocsin's, and do no harm.
func CheckSnapshot(snap *snapshot.Snapshot) error {
	form, err := snapshotForm()
	if err != nil {
		return err
	}
	frame, err := frame(snap)
	if err != nil {
		return err
	}
	if err := form.check(frame, ""); err != nil {
		return fmt.Errorf("not a snapshot's form: %w", err)
	}
	for _, service := range slices.Sorted(maps.Keys(snap.AWS)) {
		for _, name := range slices.Sorted(maps.Keys(snap.AWS[service])) {
			section := form.at("aws", service, name)
			if err := section.check(snap.AWS[service][name], "/aws/"+service+"/"+name); err != nil {
				return fmt.Errorf("not a snapshot's form: %w", err)
			}
		}
	}
	return isThere(snap, form.sections())
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
