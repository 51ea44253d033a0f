package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"golang.org/x/sync/errgroup"

	"github.com/tocsin-dev/tocsin/internal/snapshot"
)

// services decodes the collections of all services by all cores. The error is of the first in order.
func services(s *snapshot.Snapshot, f *form) (ast.Object, error) {
	var all []*collection
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, service := range slices.Sorted(maps.Keys(s.AWS)) {
		for _, name := range slices.Sorted(maps.Keys(s.AWS[service])) {
			c := &collection{service: service, name: name, raw: s.AWS[service][name], form: f.at("aws", service, name)}
			c.split()
			for _, p := range c.parts {
				group.Go(func() error { p.decode(); return nil })
			}
			all = append(all, c)
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	objects := map[string]ast.Object{}
	for service := range s.AWS {
		objects[service] = ast.NewObject()
	}
	for _, c := range all {
		term, err := c.term()
		if err != nil {
			return nil, err
		}
		objects[c.service].Insert(ast.StringTerm(c.name), term)
	}
	aws := ast.NewObject()
	for service, object := range objects {
		aws.Insert(ast.StringTerm(service), ast.NewTerm(object))
	}
	return aws, nil
}

// collection is a collection that is decoded in parts: a long list in some of its elements each, anything
// else in one.
type collection struct {
	service, name string
	raw           json.RawMessage
	form          *form
	isSplit       bool
	parts         []*part
}

// part is a row of values.
type part struct {
	values [][]byte
	form   *form // of each
	terms  []*ast.Term
	err    error
}

// partSize is how many bytes are worth a part of their own.
const partSize = 1 << 18

// split cuts a long list where its lines end, for which it need not be parsed: tocsin writes one element
// on each. A list that was written otherwise has lines that are no values.
func (c *collection) split() {
	list, isList := bytes.CutPrefix(c.raw, []byte("["))
	list, isClosed := bytes.CutSuffix(list, []byte("]"))
	if !isList || !isClosed || len(list) < partSize || !c.form.admits('[') {
		c.parts = []*part{{values: [][]byte{c.raw}, form: c.form}}
		return
	}
	c.isSplit = true
	p := &part{form: c.form.item()}
	size := 0
	for line := range bytes.SplitSeq(bytes.TrimSpace(list), []byte(",\n")) {
		if size > partSize {
			c.parts = append(c.parts, p)
			p, size = &part{form: c.form.item()}, 0
		}
		p.values = append(p.values, line)
		size += len(line)
	}
	c.parts = append(c.parts, p)
}

// decode stops at the first error.
func (p *part) decode() {
	d := newDecoder()
	for _, v := range p.values {
		term, err := d.decode(v, p.form)
		if err == nil {
			err = d.end()
		}
		if err != nil {
			p.err = err
			return
		}
		p.terms = append(p.terms, term)
	}
}

// term is the collection, when its parts are decoded. If one could not be, the whole tells why.
func (c *collection) term() (*ast.Term, error) {
	var terms []*ast.Term
	var err error
	for _, p := range c.parts {
		terms = append(terms, p.terms...)
		err = errors.Join(err, p.err)
	}
	switch {
	case err == nil && c.isSplit:
		return ast.ArrayTerm(terms...), nil
	case err == nil:
		return terms[0], nil
	case c.isSplit:
		c.isSplit = false
		whole := &part{values: [][]byte{c.raw}, form: c.form}
		whole.decode()
		c.parts = []*part{whole}
		return c.term()
	}
	if m, ok := errors.AsType[*misfit](err); ok {
		return nil, &misfit{at: "/aws/" + c.service + "/" + c.name + m.at, what: m.what}
	}
	return nil, fmt.Errorf("decode section %s.%s: %w", c.service, c.name, err)
}
