package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/dependencies"

	"github.com/tocsin-dev/tocsin/schema"
)

// section is what the snapshot's schema says of one of its parts.
type section struct {
	// Optional is set if an account need not have it.
	Optional bool `json:"x-optional"`
}

// sections reads the parts of a snapshot, by name, from its schema.
func sections() (map[string]section, error) {
	var s struct {
		Properties struct {
			AWS struct {
				Properties map[string]struct {
					Properties map[string]section `json:"properties"`
				} `json:"properties"`
			} `json:"aws"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(schema.Snapshot, &s); err != nil {
		return nil, fmt.Errorf("read the snapshot's schema: %w", err)
	}
	all := map[string]section{}
	for service, collections := range s.Properties.AWS.Properties {
		for name, section := range collections.Properties {
			all[service+"."+name] = section
		}
	}
	return all, nil
}

// allSections lists the sections that a snapshot may have.
func allSections() ([]string, error) {
	all, err := sections()
	return slices.Sorted(maps.Keys(all)), err
}

// infer finds out from the compiled source which sections the rule reads.
func (r *rule) infer(compiler *ast.Compiler, all []string) error {
	for _, entry := range r.defines {
		refs, err := dependencies.Base(compiler, r.pkg.Append(ast.StringTerm(entry)))
		if err != nil {
			return fmt.Errorf("find out what %s reads: %w", r.ID, err)
		}
		needs := &r.judges
		if entry == "applicable" {
			needs = &r.applies
		}
		for _, ref := range refs {
			*needs = append(*needs, sectionsOf(ref, all)...)
		}
	}
	for _, list := range []*[]string{&r.judges, &r.applies} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	r.Sections = append(append(r.Sections, r.judges...), r.applies...)
	slices.Sort(r.Sections)
	r.Sections = slices.Compact(r.Sections)
	return nil
}

// sectionsOf returns the sections that a reference can reach. One that stops short of a section,
// because the rest is computed, reaches all that lie below it.
func sectionsOf(ref ast.Ref, all []string) []string {
	var path []string
	for _, term := range ref.ConstantPrefix() {
		path = append(path, strings.Trim(term.String(), `"`))
	}
	switch {
	case path[0] == "input":
		path = path[1:]
	case len(path) > 1 && path[0] == "data" && path[1] == "baseline":
		path = path[2:]
	case len(path) > 1:
		return nil // parameters
	default:
		path = nil // data as a whole
	}
	if len(path) == 0 {
		return all
	}
	switch path[0] {
	case "aws":
		return below(strings.Join(path[1:min(3, len(path))], "."), all)
	case "coverage":
		return below(strings.Join(path[1:min(2, len(path))], "."), all)
	default:
		return nil // meta and schema_version are always there
	}
}

func below(prefix string, all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool {
		return prefix != "" && name != prefix && !strings.HasPrefix(name, prefix+".")
	})
}
