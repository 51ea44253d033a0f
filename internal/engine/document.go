package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"
	"golang.org/x/sync/errgroup"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// document builds the input document from a snapshot. OPA's own way, from JSON to Go values to its
// own, takes several times as long and twice the memory.
func document(s *snapshot.Snapshot) (ast.Object, error) {
	frame, err := frame(s)
	if err != nil {
		return nil, err
	}
	decoded, err := newDecoder().decode(frame)
	if err != nil {
		return nil, fmt.Errorf("decode snapshot: %w", err)
	}
	aws, err := collections(s)
	if err != nil {
		return nil, err
	}
	root := decoded.Value.(ast.Object) //nolint:forcetypeassert // it was encoded from one
	root.Insert(ast.StringTerm("aws"), ast.NewTerm(aws))
	return root, nil
}

// frame encodes a snapshot without its collections.
func frame(s *snapshot.Snapshot) ([]byte, error) {
	b, err := snapshot.Marshal(map[string]any{
		"schema_version": s.SchemaVersion, "meta": s.Meta, "coverage": s.Coverage, "aws": struct{}{},
	})
	if err != nil {
		return nil, fmt.Errorf("encode snapshot: %w", err)
	}
	return b, nil
}

// collections decodes the collections by all cores.
func collections(s *snapshot.Snapshot) (ast.Object, error) {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	services := map[string]map[string]*collection{}
	for service, collections := range s.AWS {
		services[service] = map[string]*collection{}
		for name, raw := range collections {
			in := func(err error) error { return fmt.Errorf("decode section %s.%s: %w", service, name, err) }
			c := &collection{}
			services[service][name] = c
			err := c.split(raw, func(p *part) {
				group.Go(func() error {
					if err := p.decode(); err != nil {
						return in(err)
					}
					return nil
				})
			})
			if err != nil {
				return nil, in(err)
			}
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	aws := ast.NewObject()
	for service, collections := range services {
		object := ast.NewObject()
		for name, c := range collections {
			object.Insert(ast.StringTerm(name), c.term())
		}
		aws.Insert(ast.StringTerm(service), ast.NewTerm(object))
	}
	return aws, nil
}

// collection is a collection in parts: a long list in some elements each, anything else in one.
type collection struct {
	parts  []*part
	isLong bool
}

type part struct {
	values []json.RawMessage
	terms  []*ast.Term
}

// partSize is how many bytes are worth a part of their own.
const partSize = 1 << 18

// split finds the parts of a collection, and starts each as soon as it is found.
func (c *collection) split(raw json.RawMessage, start func(*part)) error {
	add := func(values []json.RawMessage) {
		p := &part{values: values}
		c.parts = append(c.parts, p)
		start(p)
	}
	c.isLong = len(raw) > partSize && raw[0] == '['
	if !c.isLong {
		add([]json.RawMessage{raw})
		return nil
	}
	tokens := jsontext.NewDecoder(bytes.NewBuffer(raw))
	if _, err := tokens.ReadToken(); err != nil {
		return err
	}
	var values []json.RawMessage
	size := 0
	for tokens.PeekKind() != ']' {
		v, err := tokens.ReadValue()
		if err != nil {
			return err
		}
		end := int(tokens.InputOffset())
		values = append(values, raw[end-len(v):end])
		if size += len(v); size > partSize {
			add(values)
			values, size = nil, 0
		}
	}
	add(values)
	return nil
}

func (p *part) decode() error {
	d := newDecoder()
	for _, v := range p.values {
		term, err := d.decode(v)
		if err != nil {
			return err
		}
		p.terms = append(p.terms, term)
	}
	return nil
}

func (c *collection) term() *ast.Term {
	if !c.isLong {
		return c.parts[0].terms[0]
	}
	var terms []*ast.Term
	for _, p := range c.parts {
		terms = append(terms, p.terms...)
	}
	return ast.ArrayTerm(terms...)
}
