package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tocsin-dev/tocsin/internal/nearest"
)

// param is one parameter, as a policy declares it in METADATA:
//
//	schemas:
//	- data.params.trusted_accounts: {type: array, items: {type: string}, default: []}
//
// The one declaration gives OPA the type and the engine the default and the validation.
type param struct {
	at       *ast.Location
	document any
	schema   *jsonschema.Schema
}

type params map[string]param

var paramsRef = ast.MustParseRef("data.params")

// declaredParams collects what the modules declare. Several may declare the same.
func declaredParams(modules map[string]*ast.Module) (params, error) {
	all := params{}
	for _, m := range byName(modules) {
		for _, about := range m.Annotations {
			for _, s := range about.Schemas {
				if !s.Path.HasPrefix(paramsRef) {
					continue
				}
				if err := all.declare(about.Location, s); err != nil {
					return nil, err
				}
			}
		}
	}
	return all, nil
}

func (all params) declare(at *ast.Location, s *ast.SchemaAnnotation) error {
	if len(s.Path) != 3 || s.Definition == nil {
		return problem(at, "declare %v: want data.params.NAME: {type: …}", s.Path)
	}
	constant, ok := s.Path[2].Value.(ast.String)
	if !ok {
		return problem(at, "declare %v: want a constant name", s.Path)
	}
	name := string(constant)
	p := param{at: at}
	var err error
	if p.document, err = normalize(*s.Definition); err != nil {
		return problem(at, "declare parameter %s: %s", name, err)
	}
	if other, ok := all[name]; ok {
		if reflect.DeepEqual(other.document, p.document) {
			return nil
		}
		return problem(at, "parameter %s is declared in another way at %s:%d", name, other.at.File, other.at.Row)
	}
	if p.schema, err = compileSchema(p.document); err != nil {
		return problem(at, "declare parameter %s: %s", name, err)
	}
	all[name] = p
	if value, ok := p.defaultValue(); ok {
		if err := p.schema.Validate(value); err != nil {
			return problem(at, "declare parameter %s: default: %s", name, violation(err))
		}
	}
	return nil
}

// compileSchema compiles a declaration, which may refer to nothing outside itself.
func compileSchema(document any) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.UseLoader(jsonschema.SchemeURLLoader{})
	if err := c.AddResource("urn:tocsin:parameter", document); err != nil {
		return nil, err
	}
	return c.Compile("urn:tocsin:parameter")
}

func (p param) defaultValue() (any, bool) {
	document, _ := p.document.(map[string]any)
	value, ok := document["default"]
	return value, ok
}

// values returns the value of each parameter that has one: the user's, or else the default.
func (all params) values(o Options) (map[string]any, error) {
	out := map[string]any{}
	for name, p := range all {
		if value, ok := p.defaultValue(); ok {
			out[name] = value
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Params)) {
		p, ok := all[name]
		if !ok {
			return nil, o.at(fmt.Errorf("unknown parameter %s%s", name, nearest.Hint(name, all.names())), "params", name)
		}
		value, err := normalize(o.Params[name])
		if err != nil {
			return nil, o.at(fmt.Errorf("parameter %s: %w", name, err), "params", name)
		}
		if err := p.schema.Validate(value); err != nil {
			return nil, o.at(fmt.Errorf("parameter %s: %s (declared at %s:%d)", name, violation(err), p.at.File, p.at.Row), "params", name)
		}
		out[name] = value
	}
	return out, nil
}

// checkUses refuses references to parameters that nobody declares: they would be undefined for
// ever, without a word.
func (all params) checkUses(modules map[string]*ast.Module) error {
	var wrong []error
	for _, m := range byName(modules) {
		ast.WalkRefs(m, func(ref ast.Ref) bool {
			if len(ref) > 2 && ref.HasPrefix(paramsRef) {
				constant, ok := ref[2].Value.(ast.String)
				if _, declared := all[string(constant)]; ok && !declared {
					wrong = append(wrong, problem(ref[0].Location, "undeclared parameter %s%s",
						string(constant), nearest.Hint(string(constant), all.names())))
				}
			}
			return false
		})
	}
	return errors.Join(wrong...)
}

func (all params) names() []string { return slices.Sorted(maps.Keys(all)) }

// normalize returns a value as JSON has it: YAML distinguishes more kinds of numbers.
func normalize(value any) (any, error) {
	b, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(b))
}

// violation says in one line where a value breaks its schema, and how.
func violation(err error) string {
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err.Error()
	}
	for len(invalid.Causes) > 0 {
		invalid = invalid.Causes[0]
	}
	return strings.TrimPrefix(invalid.Error(), "at '': ")
}
