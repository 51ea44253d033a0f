package snapshot

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Diff is what changed between two snapshots of one account. Its arrays are never nil.
type Diff struct {
	SchemaVersion int    `json:"schema_version"`
	AccountID     string `json:"account_id"`
	// Before and After are when the two were read.
	Before time.Time `json:"before"`
	After  time.Time `json:"after"`
	// Sections are those with differences, by name.
	Sections []SectionDiff `json:"sections"`
	// Incomparable are the sections of which at least one side was not read whole, by name.
	Incomparable []Incomparable `json:"incomparable"`
}

// SectionDiff is what changed in one section.
type SectionDiff struct {
	Section string     `json:"section"`
	Added   []Resource `json:"added"`
	Removed []Resource `json:"removed"`
	Changed []Change   `json:"changed"`
}

// Resource is an element of a section, or a section that is one object.
type Resource struct {
	// ID is the resource's first field, or the section's name.
	ID    string          `json:"id"`
	Value json.RawMessage `json:"value"`
}

// Change is a resource that both snapshots have, with its fields that differ.
type Change struct {
	ID     string  `json:"id"`
	Fields []Field `json:"fields"`
}

// Field is a field that differs. A side that does not have it is nil.
type Field struct {
	// Name is the path of the field: management_events.read.
	Name   string          `json:"name"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// Incomparable is a section that was compared as far as it was read, or not at all.
type Incomparable struct {
	Section string `json:"section"`
	Reason  string `json:"reason"`
}

// Compare lists what changed from one snapshot to another. What one of them did not read is neither
// added nor removed nor changed. Facts that change by themselves are left out unless volatile is set.
func Compare(before, after *Snapshot, volatile bool) (*Diff, error) {
	if before.Meta.AccountID != after.Meta.AccountID || before.Meta.Partition != after.Meta.Partition {
		return nil, fmt.Errorf("compare snapshots: they are of accounts %s (%s) and %s (%s)",
			before.Meta.AccountID, before.Meta.Partition, after.Meta.AccountID, after.Meta.Partition)
	}
	d := &Diff{
		SchemaVersion: SchemaVersion, AccountID: after.Meta.AccountID,
		Before: before.Meta.CollectedAt, After: after.Meta.CollectedAt,
		Sections: []SectionDiff{}, Incomparable: []Incomparable{},
	}
	names := slices.Sorted(maps.Keys(after.Coverage))
	for name := range before.Coverage {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if !volatile && matchesAny(volatileSections, name) {
			continue
		}
		c := comparison{section: name, before: before.side(name), after: after.side(name), volatile: volatile}
		if reason := c.reason(); reason != "" {
			d.Incomparable = append(d.Incomparable, Incomparable{Section: name, Reason: reason})
		}
		changes, err := c.run()
		if err != nil {
			return nil, fmt.Errorf("compare section %s: %w", name, err)
		}
		if len(changes.Added)+len(changes.Removed)+len(changes.Changed) > 0 {
			d.Sections = append(d.Sections, changes)
		}
	}
	return d, nil
}

// side is one section of one snapshot.
type side struct {
	Coverage
	value   json.RawMessage
	regions []string // that were read
}

func (s *Snapshot) side(name string) side {
	service, collection, _ := strings.Cut(name, ".")
	return side{s.Sections([]string{name})[name], s.AWS[service][collection], s.Meta.Regions}
}

// read reports whether the section was read where a resource is: what it lacks there is not there.
// A gap in one region says nothing about another.
func (s side) read(r resource) bool {
	region := r.region()
	if s.Status != Partial || len(s.Gaps) == 0 || !slices.Contains(s.regions, region) {
		return s.Status == Complete
	}
	return !slices.ContainsFunc(s.Gaps, func(g Gap) bool { return g.Region == "" || g.Region == region })
}

// why says why the section is not whole.
func (s side) why() string {
	switch {
	case s.Status == Off:
		return "not collected"
	case len(s.Gaps) == 0:
		return string(s.Status)
	case len(s.Gaps) == 1:
		return s.Gaps[0].String()
	}
	return fmt.Sprintf("%s, and %d more", s.Gaps[0], len(s.Gaps)-1)
}

// comparison compares one section.
type comparison struct {
	section       string
	before, after side
	volatile      bool
}

// reason says what keeps the section from being compared whole. What neither side wanted is no loss.
func (c comparison) reason() string {
	if c.before.Status == Off && c.after.Status == Off {
		return ""
	}
	var reasons []string
	if c.before.Status != Complete {
		reasons = append(reasons, "before: "+c.before.why())
	}
	if c.after.Status != Complete {
		reasons = append(reasons, "after: "+c.after.why())
	}
	return strings.Join(reasons, "; ")
}

func (c comparison) run() (SectionDiff, error) {
	d := SectionDiff{Section: c.section, Added: []Resource{}, Removed: []Resource{}, Changed: []Change{}}
	before, err := resources(c.section, c.before.value)
	if err != nil {
		return d, err
	}
	after, err := resources(c.section, c.after.value)
	if err != nil {
		return d, err
	}
	for _, id := range slices.Sorted(maps.Keys(merged(before, after))) {
		old, now := withoutEqual(before[id], after[id])
		if len(old) == 1 && len(now) == 1 {
			if fields := c.fields(old[0], now[0]); len(fields) > 0 {
				d.Changed = append(d.Changed, Change{ID: id, Fields: fields})
			}
			continue
		}
		for _, r := range old {
			if c.after.read(r) {
				d.Removed = append(d.Removed, Resource{ID: id, Value: r.raw})
			}
		}
		for _, r := range now {
			if c.before.read(r) {
				d.Added = append(d.Added, Resource{ID: id, Value: r.raw})
			}
		}
	}
	return d, nil
}

func merged[V any](a, b map[string]V) map[string]V {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// fields lists what differs in a resource that both sides have. Where a side was not read whole, a
// field that it lacks may be unread.
func (c comparison) fields(before, after resource) []Field {
	var out []Field
	old, now := before.flat(), after.flat()
	for _, name := range slices.Sorted(maps.Keys(merged(old, now))) {
		a, had := old[name]
		b, has := now[name]
		switch {
		case had && has && canonical(a) == canonical(b),
			!c.volatile && matchesAny(volatileFacts, c.section+"."+name),
			!had && !c.before.read(before), !has && !c.after.read(after):
			continue
		}
		out = append(out, Field{Name: name, Before: encoded(a, had), After: encoded(b, has)})
	}
	return out
}

func encoded(v any, there bool) json.RawMessage {
	if !there {
		return nil
	}
	b, err := Marshal(v)
	if err != nil {
		return nil // what was decoded can be encoded
	}
	return b
}
