package engine

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// document builds the input document from a snapshot. OPA's own way, from JSON to Go values to its
// own, takes several times as long and twice the memory.
func document(s *snapshot.Snapshot) (ast.Object, error) {
	d := decoder{names: map[string]*ast.Term{}}
	frame, err := snapshot.Marshal(map[string]any{"schema_version": s.SchemaVersion, "meta": s.Meta, "coverage": s.Coverage})
	if err != nil {
		return nil, fmt.Errorf("encode snapshot: %w", err)
	}
	value, err := d.decode(frame)
	if err != nil {
		return nil, fmt.Errorf("decode snapshot: %w", err)
	}
	aws := ast.NewObject()
	for service, collections := range s.AWS {
		object := ast.NewObject()
		for name, raw := range collections {
			collection, err := d.decode(raw)
			if err != nil {
				return nil, fmt.Errorf("decode section %s.%s: %w", service, name, err)
			}
			object.Insert(ast.StringTerm(name), ast.NewTerm(collection))
		}
		aws.Insert(ast.StringTerm(service), ast.NewTerm(object))
	}
	root := value.(ast.Object) //nolint:forcetypeassert // it was encoded from one
	root.Insert(ast.StringTerm("aws"), ast.NewTerm(aws))
	return root, nil
}

// decoder turns JSON into OPA's values. Names of members recur with every resource, so all objects
// share one term for each.
type decoder struct {
	names map[string]*ast.Term
}

func (d *decoder) decode(raw json.RawMessage) (ast.Value, error) {
	in := jsontext.NewDecoder(bytes.NewReader(raw))
	return d.value(in)
}

func (d *decoder) value(in *jsontext.Decoder) (ast.Value, error) {
	token, err := in.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return d.object(in)
	case '[':
		return d.array(in)
	case '"':
		return ast.String(token.String()), nil
	case '0':
		return ast.Number(token.String()), nil
	case 't', 'f':
		return ast.Boolean(token.Bool()), nil
	default:
		return ast.Null{}, nil
	}
}

func (d *decoder) object(in *jsontext.Decoder) (ast.Value, error) {
	var members [][2]*ast.Term
	for in.PeekKind() != '}' {
		name, err := in.ReadToken()
		if err != nil {
			return nil, err
		}
		term := d.name(name.String())
		value, err := d.value(in)
		if err != nil {
			return nil, err
		}
		members = append(members, [2]*ast.Term{term, ast.NewTerm(value)})
	}
	_, err := in.ReadToken()
	return ast.NewObject(members...), err
}

func (d *decoder) array(in *jsontext.Decoder) (ast.Value, error) {
	var elements []*ast.Term
	for in.PeekKind() != ']' {
		value, err := d.value(in)
		if err != nil {
			return nil, err
		}
		elements = append(elements, ast.NewTerm(value))
	}
	_, err := in.ReadToken()
	return ast.NewArray(elements...), err
}

func (d *decoder) name(s string) *ast.Term {
	term, ok := d.names[s]
	if !ok {
		term = ast.StringTerm(s)
		d.names[s] = term
	}
	return term
}
