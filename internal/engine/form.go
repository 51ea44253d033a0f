package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/schema"
)

// form is what the snapshot's schema says of a value, in the keywords that this schema has. To check a
// large snapshot a JSON Schema library takes as long as the rules take to judge it. This is stricter in two things:
// integers have digits only, and times are such as Go and Rego can read.
type form struct {
	Kind     string           `json:"type"`
	Format   string           `json:"format"`
	Members  map[string]*form `json:"properties"`
	Required []string         `json:"required"`
	Items    *form            `json:"items"`
	// Optional is set if an account need not have the section.
	Optional bool `json:"x-optional"`

	// Members that the schema does not know are a newer tocsin's, and do no harm.
	Additional bool `json:"additionalProperties"`
	// These say nothing of the value.
	Dialect     string `json:"$schema"`
	ID          string `json:"$id"`
	Description string `json:"description"`

	// needed is set if the object must have this member.
	needed bool
}

func snapshotForm() (*form, error) {
	f, err := formOf(schema.Snapshot)
	if err != nil {
		return nil, fmt.Errorf("read the snapshot's schema: %w", err)
	}
	return f, nil
}

// formOf reads a schema. A keyword that it does not know is an error: nothing of what the schema says
// may go unchecked.
func formOf(schema []byte) (*form, error) {
	d := json.NewDecoder(bytes.NewReader(schema))
	d.DisallowUnknownFields()
	var f form
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	return &f, f.prepare()
}

func (f *form) prepare() error {
	switch {
	case !slices.Contains([]string{"", "object", "array", "string", "boolean", "integer", "number"}, f.Kind):
		return fmt.Errorf("unknown type %s", f.Kind)
	case f.Format != "" && f.Format != "date-time":
		return fmt.Errorf("unknown format %s", f.Format)
	}
	for _, name := range f.Required {
		if f.Members[name] == nil {
			return fmt.Errorf("required member %s has no schema", name)
		}
		f.Members[name].needed = true
	}
	for name, member := range f.Members {
		if err := member.prepare(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if f.Items != nil {
		return f.Items.prepare()
	}
	return nil
}

// A nil form, of what the schema does not know, admits everything.

// at is the form of the member at a path.
func (f *form) at(path ...string) *form {
	for _, name := range path {
		f = f.member(name)
	}
	return f
}

func (f *form) member(name string) *form {
	if f == nil {
		return nil
	}
	return f.Members[name]
}

func (f *form) item() *form {
	if f == nil {
		return nil
	}
	return f.Items
}

func (f *form) isInteger() bool { return f != nil && f.Kind == "integer" }

func (f *form) isTime() bool { return f != nil && f.Format != "" }

// admits reports whether values of a kind may have the form.
func (f *form) admits(kind jsontext.Kind) bool {
	if f == nil || f.Kind == "" {
		return true
	}
	name := kindName(kind)
	return name == f.Kind || name == "number" && f.isInteger()
}

// kindName is the type of a value in the schema's words.
func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case '0':
		return "number"
	default:
		return "null"
	}
}

// lacking names a required member that an object lacks.
func (f *form) lacking(object *ast.Term) string {
	for _, name := range f.Required {
		if object.Get(ast.StringTerm(name)) == nil {
			return name
		}
	}
	return ""
}

// sections lists the parts that a snapshot may have, by name.
func (f *form) sections() map[string]*form {
	all := map[string]*form{}
	for service, collections := range f.at("aws").Members {
		for name, section := range collections.Members {
			all[service+"."+name] = section
		}
	}
	return all
}
