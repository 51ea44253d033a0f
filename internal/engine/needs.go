package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/dependencies"
)

// allSections lists the sections that a snapshot may have.
func allSections() ([]string, error) {
	form, err := snapshotForm()
	if err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(form.sections())), nil
}

// needs are the sections that a part of a rule reads.
type needs struct {
	now  []string // of the snapshot
	then []string // of the baseline
}

func (n *needs) add(ref ast.Ref, all []string) {
	now, then := sectionsOf(ref, all)
	n.now, n.then = distinct(n.now, now), distinct(n.then, then)
}

// distinct returns what is in either list, sorted.
func distinct(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// infer finds out from the compiled source which sections the rule reads. What it reads of a
// baseline has to be collected now, too, or today's snapshot would be no baseline tomorrow.
func (r *rule) infer(compiler *ast.Compiler, all []string) error {
	r.refs = map[string][]ast.Ref{}
	for _, entry := range r.defines {
		refs, err := dependencies.Base(compiler, r.pkg.Append(ast.StringTerm(entry)))
		if err != nil {
			return fmt.Errorf("find out what %s reads: %w", r.ID, err)
		}
		r.refs[entry] = refs
		part := &r.judges
		if entry == "applicable" {
			part = &r.applies
		}
		for _, ref := range refs {
			part.add(ref, all)
		}
	}
	r.Sections = append([]string{}, distinct(distinct(r.judges.now, r.judges.then), distinct(r.applies.now, r.applies.then))...)
	return nil
}

// sectionsOf returns the sections of the snapshot and of the baseline that a reference can reach.
func sectionsOf(ref ast.Ref, all []string) (now, then []string) {
	var path []string
	for _, term := range ref.ConstantPrefix() {
		path = append(path, strings.Trim(term.String(), `"`))
	}
	switch {
	case path[0] == "input":
		return sectionsAt(path[1:], all), nil
	case len(path) == 1: // data as a whole
		return all, all
	case path[1] == "baseline":
		return nil, sectionsAt(path[2:], all)
	default:
		return nil, nil // parameters
	}
}

// sectionsAt returns the sections that lie at a path of a snapshot. A path that stops short of a
// section, because the rest is computed, reaches all that lie below it. Not so in the coverage,
// which has an entry for every section: to ask how well a section was read is not to read it.
func sectionsAt(path, all []string) []string {
	switch {
	case len(path) == 0:
		return all
	case path[0] == "aws":
		return below(strings.Join(path[1:min(3, len(path))], "."), all)
	case path[0] == "coverage" && len(path) > 1:
		return below(path[1], all)
	default:
		return nil // meta and schema_version are always there
	}
}

func below(prefix string, all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool {
		return prefix != "" && name != prefix && !strings.HasPrefix(name, prefix+".")
	})
}
